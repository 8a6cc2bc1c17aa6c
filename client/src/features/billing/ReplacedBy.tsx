import { TextLink } from '../../components/Link.tsx';
import { Tag } from '../../components/Tag.tsx';
import { useOrg } from '../../lib/org.ts';
import type { PlanRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { runReplacedTexts } from './run-replaced-texts.ts';

/** The bill that stands in the place of a run's by 訂正; the sums of the run stay those of what it made. */
export function ReplacedBy({ bill }: { readonly bill: NonNullable<PlanRow['replacedBy']> }) {
  const org = useOrg();
  const words = useWords(runReplacedTexts);
  return (
    <>
      <Tag>{words.mark}</Tag>
      <TextLink to="/$org/admin/bills/$billId" params={{ org, billId: bill.billId }}>
        {fill(bill.cancelled ? words.gone : words.bill, { number: bill.billNumber, amount: bill.amount })}
      </TextLink>
    </>
  );
}
