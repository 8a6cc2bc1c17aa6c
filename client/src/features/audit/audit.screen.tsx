import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useAccountName } from '../../lib/provider-name.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { AuditRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { AccessLines } from './AccessLines.tsx';
import { actionTexts } from '../../lib/audit/action-texts.ts';
import { fieldTexts } from '../../lib/audit/field-texts.ts';
import { auditTexts } from './texts.ts';

const size = 50;

/** Who did what, newest first. */
export function AuditScreen() {
  const words = useWords(auditTexts);
  const actions = useWords(actionTexts);
  const fieldNames = useWords(fieldTexts);
  const accountName = useAccountName();
  const trpc = useTRPC();
  const [state, set] = useListState({ cursor: '', from: 1 });
  const log = useQuery({
    ...trpc.audit.list.queryOptions({ cursor: state.cursor === '' ? null : state.cursor, size }),
    placeholderData: keepPreviousData,
  });
  const shown = log.data?.rows.length ?? 0;
  const columns: Column<AuditRow>[] = [
    { id: 'at', head: words.at, cell: (row) => <span className="num nowrap">{formatMoment(row.at)}</span>, at: 'sub' },
    { id: 'actor', head: words.actor, cell: (row) => (row.actorKind === 'system' ? words.system : row.actorName), at: 'end' },
    {
      id: 'action',
      head: words.action,
      cell: (row) => <b>{actions[row.action]}</b>,
      at: 'title',
    },
    {
      id: 'subject',
      head: words.subject,
      cell: (row) => (row.subjectKind === 'providerAccount' ? accountName(row.subjectName) : row.subjectName),
      at: 'state',
    },
    {
      id: 'fields',
      head: words.fields,
      cell: (row) => (
        <div className="muted">
          {row.access ? (
            <AccessLines access={row.access} />
          ) : row.renamed ? (
            fill(words.renamed, row.renamed)
          ) : (
            row.fields.map((field) => fieldNames[field]).join(words.fieldJoin)
          )}
        </div>
      ),
      at: 'drop',
    },
  ];
  return (
    <>
      <PageHead title={words.title} sub={words.sub} />
      <PageBody>
        <DataTable
          label={words.table}
          columns={columns}
          rows={log.data?.rows}
          rowId={(row) => row.auditId}
          query={log}
          empty={<Empty title={words.emptyTitle} />}
          page={
            log.data
              ? {
                  total: log.data.total,
                  shown: [shown === 0 ? 0 : state.from, state.from + shown - 1],
                  ...(state.cursor === '' ? {} : { onPrevious: () => set({ cursor: '', from: 1 }) }),
                  ...(log.data.nextCursor === null
                    ? {}
                    : { onNext: () => set({ cursor: log.data.nextCursor ?? '', from: state.from + shown }) }),
                }
              : undefined
          }
        />
      </PageBody>
    </>
  );
}
