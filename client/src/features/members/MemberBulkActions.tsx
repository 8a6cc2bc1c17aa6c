import { mostBalances } from '@tsudoi/shared/contracts/billing/billing.contract';
import { Copy, Download } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { toast } from '../../components/Toast.tsx';
import { useMay } from '../../lib/may.ts';
import { formatYen } from '../../lib/money.ts';
import type { MemberRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { useBalances } from './balances.view.ts';
import type { BulkProps, ChosenDialog } from './bulk-chosen.view.ts';
import { BulkRemind } from './BulkRemind.tsx';
import { BulkStatus } from './BulkStatus.tsx';
import { BulkTags } from './BulkTags.tsx';
import { BulkType } from './BulkType.tsx';
import { mailAddresses } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

export interface MemberBulkProps extends BulkProps {
  /** How many fit the conditions, for the step from some to all of them. */
  readonly total: number;
  readonly isCapped: boolean;
  readonly onAll: () => void;
  readonly onExport: (() => void) | null;
  /** Whether the person may change members. */
  readonly mayWrite: boolean;
  /** What reminds them of what they owe. */
  readonly remind?: ChosenDialog | undefined;
}

/** What can be done with many members at once. Each act is a button here and gets the selection. */
export function MemberBulkActions({ selection, counted, total, isCapped, onAll, onExport, mayWrite, remind }: MemberBulkProps) {
  const words = useWords(rollTexts).bulk;
  const mayRemind = useMay()('billing.write');
  const copy = async (rows: readonly MemberRow[]) => {
    const addresses = mailAddresses(rows);
    if (addresses.length === 0) return toast({ text: words.copyNone });
    try {
      await navigator.clipboard.writeText(addresses.join('\n'));
      return toast({ text: fill(words.copied, { count: addresses.length }) });
    } catch {
      return toast({ text: words.copyFailed });
    }
  };
  return (
    <>
      {selection.kind === 'all' ? <span>{words.allChosen}</span> : <ChosenOwed rows={selection.rows} />}
      {selection.kind === 'members' && total > selection.rows.length ? (
        <button type="button" className="btn btn--ghost btn--sm" onClick={onAll}>
          {fill(isCapped ? words.allCapped : words.all, { count: counted(total) })}
        </button>
      ) : null}
      <span className="grow" />
      {mayWrite ? <BulkStatus selection={selection} /> : null}
      {mayWrite ? <BulkType selection={selection} /> : null}
      {mayWrite ? <BulkTags selection={selection} counted={counted} /> : null}
      {selection.kind === 'members' ? (
        <Button size="sm" icon={<Copy size={16} aria-hidden />} onPress={() => void copy(selection.rows)}>
          {words.copy}
        </Button>
      ) : null}
      {selection.kind === 'all' && onExport !== null ? (
        <Button size="sm" icon={<Download size={16} aria-hidden />} onPress={onExport}>
          {words.export}
        </Button>
      ) : null}
      {mayRemind && remind ? <BulkRemind selection={selection} dialog={remind} /> : null}
    </>
  );
}

/** What those chosen owe together, as long as that is known of all of them; nothing for whoever may not see bills. */
function ChosenOwed({ rows }: { readonly rows: readonly MemberRow[] }) {
  const words = useWords(rollTexts).bulk;
  const isAsked = rows.length <= mostBalances;
  const balanceOf = useBalances(isAsked ? rows : []);
  const owed = balanceOf === null ? [] : rows.map((row) => balanceOf(row)?.owed);
  const known = owed.filter((one) => one !== undefined);
  const sum = known.reduce((all, one) => all + one, 0);
  return isAsked && known.length === rows.length && sum > 0 ? (
    <span className="num">{fill(words.owed, { sum: formatYen(sum) })}</span>
  ) : null;
}
