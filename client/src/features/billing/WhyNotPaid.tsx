import { TextLink } from '../../components/Link.tsx';
import { WhyNot } from '../../components/WhyNot.tsx';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { kindsFor } from './correction.rules.ts';

/** A bill that was wrong is corrected with its money; only a payment that was wrong goes back by itself. */
export function WhyNotCancel({ bill }: { bill: BillDetail }) {
  const words = useWords(adminBillingTexts).bill;
  const edit = useWords(billEditTexts);
  const org = useOrg();
  const may = useMay();
  const isMadeAnew = kindsFor(bill, 0).includes('amount');
  return (
    <WhyNot
      question={words.whyNotCancel}
      reason={fill(words.hasPayment, { amount: bill.allocated })}
      rule={words.hasPaymentRule}
      remedy={
        <>
          {isMadeAnew ? (
            <p>
              {words.hasPaymentCorrect}{' '}
              {may('payments.write') ? (
                <TextLink to="/$org/admin/bills/$billId/correct" params={{ org, billId: bill.billId }}>
                  {words.correct}
                </TextLink>
              ) : null}
            </p>
          ) : null}
          <p>
            {words.hasPaymentRemedy}{' '}
            <TextLink to="/$org/admin/payments" params={{ org }} search={{ bill: bill.billId }}>
              {edit.seePayments}
            </TextLink>
          </p>
        </>
      }
    />
  );
}

/** What has money on it is made anew over the right sum, where 訂正 can. */
export function WhyNotAdjust({ bill }: { bill: BillDetail }) {
  const words = useWords(billEditTexts);
  const isPaid = bill.allocated > 0;
  const isMadeAnew = isPaid && kindsFor(bill, 0).includes('amount');
  const [reason, remedy] = [isPaid ? words.paid : words.slip, isMadeAnew ? words.paidRemedy : words.remedy];
  return <WhyNot question={words.whyNot} reason={reason} rule={words.rule} remedy={remedy} />;
}
