import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { customFieldLimits } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { ArrowDown, ArrowUp, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTold } from '../../components/told.ts';
import { useLive } from '../../lib/live.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { CustomField } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './record.css';
import { CustomFieldDialog } from './CustomFieldDialog.tsx';
import { fieldTexts } from './field-texts.ts';

/** What this organisation asks of its members beside the common fields (MEM-02, MEM-03). */
export function CustomFieldsScreen() {
  const words = useWords(fieldTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const told = useTold();
  const [editing, setEditing] = useState<CustomField | 'new' | null>(null);
  const [removing, setRemoving] = useState<CustomField | null>(null);
  const list = useQuery(trpc.customFields.list.queryOptions());
  useLive(['members']);
  const refresh = () => queries.invalidateQueries(trpc.customFields.pathFilter());
  const move = useMutation(
    trpc.customFields.move.mutationOptions({
      onSuccess: (view) => queries.setQueryData(trpc.customFields.list.queryKey(), view),
      ...told,
    }),
  );
  const remove = useMutation(trpc.customFields.remove.mutationOptions());
  const restore = useMutation(trpc.customFields.restore.mutationOptions(told));
  const inUse = list.data?.fields.filter(({ archived }) => !archived);
  const away = list.data?.fields.filter(({ archived }) => archived) ?? [];
  const create = (
    <Button kind="primary" icon={<Plus size={18} strokeWidth={1.75} aria-hidden />} onPress={() => setEditing('new')}>
      {words.add}
    </Button>
  );
  const columns: Column<CustomField>[] = [
    {
      id: 'name',
      head: words.name,
      cell: (field) => <b>{field.label}</b>,
      note: (field) => (field.hint === '' ? null : field.hint),
      at: 'title',
    },
    { id: 'kind', head: words.kind, cell: (field) => words.kinds[field.kind], at: 'end' },
    {
      id: 'how',
      head: words.access,
      cell: (field) => (
        <span className="row fields__how">
          {words.accesses[field.memberAccess]}
          {field.required ? <Tag>{words.required}</Tag> : null}
          {field.onJoining ? <Tag>{words.joiningShort}</Tag> : null}
          <Acts
            field={field}
            isFirst={inUse?.[0] === field}
            isLast={inUse?.at(-1) === field}
            onMove={(by) => move.mutate({ fieldId: field.fieldId, by })}
            onEdit={() => setEditing(field)}
            onRemove={() => setRemoving(field)}
          />
        </span>
      ),
      at: 'sub',
    },
  ];
  return (
    <>
      <PageHead
        title={words.title}
        sub={fill(words.sub, { most: customFieldLimits.fields })}
        actions={inUse === undefined || inUse.length === 0 ? undefined : create}
      />
      <PageBody>
        <DataTable
          label={words.table}
          columns={columns}
          rows={inUse}
          rowId={(field) => field.fieldId}
          query={list}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} action={create} />}
        />
        {inUse && inUse.length > 0 ? (
          <p className="muted num">{fill(words.count, { count: inUse.length, most: customFieldLimits.fields })}</p>
        ) : null}
        {away.length === 0 ? null : (
          <Panel title={words.archivedTitle}>
            <Rows>
              {away.map((field) => (
                <Row key={field.fieldId} label={field.label}>
                  <span className="row">
                    {words.kinds[field.kind]}
                    <Button
                      size="sm"
                      label={`${words.restore} ${field.label}`}
                      onPress={async () => {
                        const { fieldId, label } = field;
                        await restore.mutateAsync({ fieldId });
                        await refresh();
                        toast({
                          text: fill(words.restored, { name: label }),
                          undo: () => remove.mutateAsync({ fieldId, keep: true }).then(refresh),
                        });
                      }}
                    >
                      {words.restore}
                    </Button>
                  </span>
                </Row>
              ))}
            </Rows>
          </Panel>
        )}
      </PageBody>
      {editing === null || !list.data ? null : (
        <CustomFieldDialog field={editing === 'new' ? null : editing} version={list.data.version} onClose={() => setEditing(null)} />
      )}
      {removing ? (
        <ConfirmDialog
          isOpen
          onClose={() => setRemoving(null)}
          title={fill(words.removeTitle, { name: removing.label })}
          confirmLabel={words.remove}
          onConfirm={async () => {
            const { outcome } = await remove.mutateAsync({ fieldId: removing.fieldId });
            await refresh();
            const { fieldId, label } = removing;
            if (outcome === 'deleted') return toast({ text: fill(words.deleted, { name: label }) });
            return toast({
              text: fill(words.archived, { name: label }),
              undo: () => restore.mutateAsync({ fieldId }).then(refresh),
            });
          }}
        >
          <p>{words.removeText}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

interface ActsProps {
  readonly field: CustomField;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function Acts({ field, isFirst, isLast, onMove, onEdit, onRemove }: ActsProps) {
  const words = useWords(fieldTexts);
  const name = { name: field.label };
  return (
    <span className="row fields__acts">
      <button type="button" className="icon-btn" aria-label={fill(words.up, name)} disabled={isFirst} onClick={() => onMove(-1)}>
        <ArrowUp size={18} strokeWidth={1.75} aria-hidden />
      </button>
      <button type="button" className="icon-btn" aria-label={fill(words.down, name)} disabled={isLast} onClick={() => onMove(1)}>
        <ArrowDown size={18} strokeWidth={1.75} aria-hidden />
      </button>
      <Button size="sm" label={fill(words.editOf, name)} onPress={onEdit}>
        {words.edit}
      </Button>
      <Button size="sm" kind="ghost" label={`${words.remove} ${field.label}`} onPress={onRemove}>
        {words.remove}
      </Button>
    </span>
  );
}
