import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fiscalYearOf, jstDate } from '@tsudoi/shared/kernel/jst';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { today } from '../../lib/dates.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { billsOfFormerType } from './type-change.rules.ts';
import { typeChangeTexts } from './type-change-texts.ts';

/** After the type was changed on the record: the bill of this year is still over the former fee, and how both go together (ADJ-07, ADJ-08). */
export function TypeChangeNote({ memberId }: { readonly memberId: MemberId }) {
  const org = useOrg();
  const words = useWords(typeChangeTexts);
  const trpc = useTRPC();
  const may = useMay();
  const mayRead = may('billing.read');
  const organization = useQuery({ ...trpc.organizations.current.queryOptions(), enabled: mayRead });
  const bills = useQuery({
    ...trpc.billing.bills.queryOptions({ memberId, category: 'annual', size: 50 }),
    enabled: mayRead,
  });
  if (!mayRead || !organization.data || !bills.data) return null;
  const present = fiscalYearOf(jstDate(today()), organization.data.fiscalYearStartMonth);
  const former = billsOfFormerType(bills.data.rows, present);
  if (former.length === 0) return null;
  const named = former.map(({ billName: bill }) => fill(words.bill, { bill })).join('');
  return (
    <Note
      live
      title={words.title}
      action={
        may('payments.write') ? (
          <span className="row">
            {former.map(({ billId, billName: bill }) => (
              <LinkButton key={billId} size="sm" to="/$org/admin/bills/$billId/correct" params={{ org, billId }}>
                {fill(words.correct, { bill })}
              </LinkButton>
            ))}
          </span>
        ) : undefined
      }
    >
      <p>{fill(words.text, { bills: named })}</p>
    </Note>
  );
}
