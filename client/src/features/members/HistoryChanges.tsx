import type { HistoryValue } from '@tsudoi/shared/contracts/members/member-history.contract';
import { Diff } from '../../components/Diff.tsx';
import { fill, useWords } from '../../lib/words.ts';
import { useFieldName, useValueText } from './HistoryValueText.tsx';
import { historyTexts } from './history-texts.ts';

interface ChangesProps {
  readonly changes: readonly { readonly field: string; readonly before: HistoryValue; readonly after: HistoryValue }[];
  /** Words for fields that only the caller knows. */
  readonly nameOf?: (field: string) => string;
}

/** The changed fields of a row, each as it was and as it became. */
export function HistoryChanges({ changes, nameOf }: ChangesProps) {
  const words = useWords(historyTexts);
  const usual = useFieldName();
  const name = nameOf ?? usual;
  const text = useValueText();
  return (
    <dl className="history__changes">
      {changes.map(({ field, before, after }, index) => {
        const [reason] = [after, before].flatMap((value) =>
          typeof value === 'object' && value?.kind === 'status' && value.reason !== '' ? [value.reason] : [],
        );
        return (
          <div key={`${field}${index}`}>
            <dt>{name(field)}</dt>
            <dd>
              {field === 'status' && before === null ? (
                <span className="diff">
                  <ins className="now">{text(field, after)}</ins>
                </span>
              ) : field === 'status' && after === null ? (
                <span className="diff">
                  <del className="was">{text(field, before)}</del>
                </span>
              ) : (
                <Diff was={text(field, before)} now={text(field, after)} />
              )}
              {reason === undefined ? null : <p className="muted">{fill(words.statusReason, { reason })}</p>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
