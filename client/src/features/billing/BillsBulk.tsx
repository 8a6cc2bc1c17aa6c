import { mostNamedBills } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { payLinkMaxBills } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { fill, useWords } from '../../lib/words.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { cancelJobTexts } from './cancel-job-texts.ts';

interface BillsBulkProps {
  readonly ids: readonly string[];
  /** All that fit the conditions are chosen, not only those named. */
  readonly isAll: boolean;
  readonly total: number;
  readonly isCapped: boolean;
  readonly onAll: () => void;
  readonly onCancel: () => void;
}

/** What can be done with many bills at once, and the step from those of the page to all that fit. */
export function BillsBulk({ ids, isAll, total, isCapped, onAll, onCancel }: BillsBulkProps) {
  const org = useOrg();
  const edit = useWords(billEditTexts);
  const words = useWords(cancelJobTexts);
  const may = useMay();
  const [maySend, mayCancel] = [may('payments.write'), may('billing.write')];
  const mayLink = maySend && !isAll && ids.length <= payLinkMaxBills;
  return (
    <>
      {isAll ? <span>{words.allChosen}</span> : null}
      {mayCancel && !isAll && (isCapped || total > ids.length) ? (
        <button type="button" className="btn btn--ghost btn--sm" onClick={onAll}>
          {fill(isCapped ? words.allCapped : words.all, { count: total })}
        </button>
      ) : null}
      {mayLink ? (
        <LinkButton size="sm" to="/$org/admin/pay-links/new" params={{ org }} search={{ bills: ids.join(',') }}>
          {edit.payLink}
        </LinkButton>
      ) : null}
      {mayCancel && (isAll || ids.length <= mostNamedBills) ? (
        <Button size="sm" kind="danger" onPress={onCancel}>
          {edit.select}
        </Button>
      ) : null}
      {mayLink || isAll || !maySend ? null : (
        <span className="muted">{fill(edit.most, { link: payLinkMaxBills, cancel: mostNamedBills })}</span>
      )}
    </>
  );
}
