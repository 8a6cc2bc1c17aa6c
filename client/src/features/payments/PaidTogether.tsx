import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Section } from '../../components/Panel.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ChargeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { paymentTexts } from './texts.ts';

/** What one number or card pays, where it is more than one bill: each with its own figure, its own result and receipt. */
export function PaidTogether({ charge }: { charge: ChargeView | null | undefined }) {
  const org = useOrg();
  const words = useWords(paymentTexts).together;
  const trpc = useTRPC();
  const lines = charge?.lines ?? [];
  const bills = useQuery({ ...trpc.billing.myBills.queryOptions(), enabled: lines.length > 1 });
  if (lines.length < 2 || bills.data === undefined) return null;
  const names = new Map<string, string>(bills.data.bills.map((bill) => [bill.billId, bill.billName]));
  return (
    <Section title={fill(words.title, { count: lines.length })}>
      <ul className="list">
        {lines.map((line) => (
          <li key={line.payableId}>
            <Link to="/$org/my/pay/$billId/result" params={{ org, billId: line.payableId }}>
              <span className="pay-together__name">{names.get(line.payableId) ?? ''}</span>
              <Yen value={line.amount} />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
