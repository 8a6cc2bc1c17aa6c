import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { ReasonForm } from './ReasonForm.tsx';
import { WhyNotCancel } from './WhyNotPaid.tsx';

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
