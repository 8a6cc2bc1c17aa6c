import { useQuery } from '@tanstack/react-query';
import type { CustomValue } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { customText } from '@tsudoi/shared/contracts/members/custom-value.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type PostalAddress, joinAddress } from '@tsudoi/shared/kernel/postal-address';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ChoiceCards } from '../../components/Choice.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { mergeOf } from '../../lib/three-way.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { CustomField } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { HistoryChanges } from './HistoryChanges.tsx';
import { useFieldName, useValueText } from './HistoryValueText.tsx';
import { historyTexts } from './history-texts.ts';
import { mergedValues, ownFieldId } from './member-merge.rules.ts';
import './history.css';

type Values = Readonly<Record<string, unknown>>;

/** Who saved last, and when. */
function useLastSave(memberId: MemberId): { readonly name: string; readonly when: string } | null {
  const words = useWords(historyTexts);
  const trpc = useTRPC();
  const history = useQuery({ ...trpc.members.history.queryOptions({ memberId, size: 20 }), staleTime: 0 });
  const row = history.data?.rows[0];
  return row ? { name: row.actorKind === 'system' ? words.system : row.actorName, when: formatMoment(row.at) } : null;
}

/** A note for whoever is editing what another has just saved. */
export function SavedMeanwhile({ memberId }: { readonly memberId: MemberId }) {
  const words = useWords(historyTexts);
  const last = useLastSave(memberId);
  return (
    <Note kind="warn" live title={words.meanwhileTitle}>
      {last ? <p>{fill(words.meanwhile, last)}</p> : null}
    </Note>
  );
}

/**
 * Two saved one record: what both changed is chosen field by field, what one changed is kept. Nothing is overwritten that
 * was not chosen (MEM-10).
 */
export function MemberConflict<T extends Values>({
  memberId,
  begun,
  mine,
  theirs,
  valueText,
  labelOf,
  customFields,
  onSave,
  onClose,
}: {
  readonly memberId: MemberId;
  readonly begun: Values;
  readonly mine: T;
  readonly theirs: Values;
  /** What stands for a value that is an id. */
  readonly valueText: (field: string, value: string) => string;
  /** Names of fields that only the caller knows. */
  readonly labelOf?: (field: string) => string | undefined;
  readonly customFields: readonly CustomField[];
  readonly onSave: (values: T) => Promise<unknown>;
  readonly onClose: () => void;
}) {
  const words = useWords(historyTexts);
  const kit = useKit();
  const nameOf = useFieldName();
  const text = useValueText();
  const errorText = useErrorText();
  const last = useLastSave(memberId);
  const merge = mergeOf(begun, mine, theirs);
  const [choices, setChoices] = useState<Readonly<Record<string, 'mine' | 'theirs'>>>({});
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const ownField = (field: string) => customFields.find(({ fieldId }) => fieldId === ownFieldId(field));
  const name = (field: string): string => ownField(field)?.label ?? labelOf?.(field) ?? nameOf(field);
  const shown = (field: string, value: unknown): string => {
    const own = ownField(field);
    if (own) return customText(own, value as CustomValue | null) || text(field, null);
    if (Array.isArray(value)) return text(field, value.join(kit.listSeparator));
    if (field === 'address') return text(field, joinAddress(value as PostalAddress));
    const plain = typeof value === 'string' ? value : value === null || value === undefined ? null : JSON.stringify(value);
    return text(field, plain === null ? null : valueText(field, plain));
  };
  const lines = (fields: readonly string[], after: Values) =>
    fields.map((field) => ({ field, before: shown(field, begun[field]), after: shown(field, after[field]) }));
  const save = async () => {
    setPending(true);
    setFailure(null);
    try {
      await onSave(mergedValues(merge, mine, theirs, choices));
    } catch (error) {
      setFailure(error);
      setPending(false);
    }
  };
  return (
    <Dialog isOpen onClose={onClose} title={words.conflictTitle} wide>
      <p>{fill(words.conflictBy, last ?? { name: words.conflictSomebody, when: '' })}</p>
      <div className="conflict">
        {merge.conflicts.map((field) => (
          <div key={field}>
            <h3>{name(field)}</h3>
            <ChoiceCards
              label={name(field)}
              value={choices[field] ?? 'theirs'}
              options={[
                { value: 'theirs', label: shown(field, theirs[field]), text: words.theirs },
                { value: 'mine', label: shown(field, mine[field]), text: words.mine },
              ]}
              onChange={(choice) => setChoices({ ...choices, [field]: choice === 'mine' ? 'mine' : 'theirs' })}
            />
          </div>
        ))}
        {merge.theirsOnly.length === 0 ? null : (
          <div>
            <h3>{words.theirsOnly}</h3>
            <HistoryChanges changes={lines(merge.theirsOnly, theirs)} nameOf={name} />
          </div>
        )}
        {merge.mineOnly.length === 0 ? null : (
          <div>
            <h3>{words.mineOnly}</h3>
            <HistoryChanges changes={lines(merge.mineOnly, mine)} nameOf={name} />
          </div>
        )}
      </div>
      {failure === null ? null : <Note kind="danger">{errorText(failure)}</Note>}
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {words.keepEditing}
        </Button>
        <Button size="lg" kind="primary" isPending={isPending} onPress={() => void save()}>
          {words.saveChosen}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
