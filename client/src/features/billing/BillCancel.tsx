import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { TextLink } from '../../components/Link.tsx';
import { WhyNot } from '../../components/WhyNot.tsx';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { kindsFor } from './correction.rules.ts';
import { ReasonForm } from './ReasonForm.tsx';

/** Takes a bill back, with the reason on record; a bill with money on it says why it stays. */
export function BillCancel({ bill, onClose }: { bill: BillDetail; onClose(): void }) {
  const words = useWords(adminBillingTexts).bill;
  const kit = useWords(adminBillingTexts).offline;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const cancel = useMutation(trpc.billing.cancelBill.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.cancelTitle, { name: bill.billName })}>
      {bill.allocated > 0 ? (
        <>
          <WhyNotCancel bill={bill} />
          <DialogActions>
            <Button size="lg" onPress={onClose}>
              {kit.cancel}
            </Button>
          </DialogActions>
        </>
      ) : (
        <ReasonForm
          text={words.cancelHint}
          label={words.cancelReasonLabel}
          hint={words.cancelReasonHint}
          missing={words.cancelReasonMissing}
          back={kit.cancel}
          submit={words.cancel}
          kind="danger"
          onBack={onClose}
          onSubmit={async (reason) => {
            const saved = await cancel.mutateAsync({ billId: bill.billId, reason });
            queries.setQueryData(trpc.billing.bill.queryKey({ billId: bill.billId }), saved);
            void queries.invalidateQueries(trpc.billing.bills.pathFilter());
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

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
