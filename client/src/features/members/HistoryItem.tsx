import type { HistoryRow } from '@tsudoi/shared/contracts/members/member-history.contract';
import { Button } from '../../components/Button.tsx';
import { Diff } from '../../components/Diff.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { fill, useWords } from '../../lib/words.ts';
import { useFieldName, useValueText } from './HistoryValueText.tsx';
import { historyTexts } from './history-texts.ts';

interface ChangesProps {
  readonly changes: NonNullable<HistoryRow['changes']>;
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
        const reason = [after, before].find((value) => typeof value === 'object' && value?.kind === 'status' && value.reason !== '');
        return (
          <div key={`${field}${index}`}>
            <dt>{name(field)}</dt>
            <dd>
              <Diff was={text(field, before)} now={text(field, after)} />
              {typeof reason === 'object' && reason ? <p className="muted">{fill(words.statusReason, { reason: reason.reason })}</p> : null}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** One change: what, who, when, from what to what, and the way back. */
export function HistoryItem({ row, onUndo }: { readonly row: HistoryRow; readonly onUndo?: (() => void) | undefined }) {
  const words = useWords(historyTexts);
  const name = useFieldName();
  const action = words.actions[row.action as keyof typeof words.actions] ?? words.other;
  const when = formatMoment(row.at);
  const who =
    row.actorKind === 'system' || row.actorKind === 'provider'
      ? words.system
      : row.actorKind === 'member'
        ? fill(words.member, { name: row.actorName })
        : row.actorName;
  return (
    <li>
      <div className="history__head">
        <b>{action}</b>
        <span className="muted">
          {who} <time dateTime={row.at}>{when}</time>
        </span>
        <span className="grow" />
        {row.undo === 'possible' && onUndo ? (
          <Button size="sm" onPress={onUndo}>
            {words.undo}
            <span className="sr-only">{fill(words.undoOf, { action, when })}</span>
          </Button>
        ) : null}
        {row.undo === 'changed_since' ? <small className="muted">{words.changedSince}</small> : null}
      </div>
      {row.changes === null ? (
        row.fields.length === 0 ? null : (
          <p className="muted">{fill(words.noValues, { fields: row.fields.map((field) => name(field)).join(words.fieldJoin) })}</p>
        )
      ) : (
        <HistoryChanges changes={row.changes} />
      )}
    </li>
  );
}
