import type { HistoryRow } from '@tsudoi/shared/contracts/members/member-history.contract';
import { Button } from '../../components/Button.tsx';
import { actionTexts } from '../../lib/audit/action-texts.ts';
import { fieldTexts } from '../../lib/audit/field-texts.ts';
import { formatMoment } from '../../lib/dates.ts';
import { fill, useWords } from '../../lib/words.ts';
import { HistoryChanges } from './HistoryChanges.tsx';
import { historyTexts } from './history-texts.ts';

/** One change: what, who, when, from what to what, and the way back. */
export function HistoryItem({ row, onUndo }: { readonly row: HistoryRow; readonly onUndo?: (() => void) | undefined }) {
  const words = useWords(historyTexts);
  const verbs = useWords(actionTexts);
  const fieldNames = useWords(fieldTexts);
  // What other parts of the product did to this member has the words of the log, and says which thing it was.
  const own = words.actions[row.action as keyof typeof words.actions];
  const action = own ?? verbs[row.action];
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
        {row.undo === 'file_gone' ? <small className="muted">{words.fileGone}</small> : null}
      </div>
      {own === undefined ? <p className="muted">{row.about}</p> : null}
      {row.changes === null ? (
        row.fields.length === 0 ? null : (
          <p className="muted">{fill(words.noValues, { fields: row.fields.map((field) => fieldNames[field]).join(words.fieldJoin) })}</p>
        )
      ) : (
        <HistoryChanges changes={row.changes} />
      )}
    </li>
  );
}
