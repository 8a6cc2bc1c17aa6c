import { useMutation, useQueryClient } from '@tanstack/react-query';
import { BillId } from '@tsudoi/shared/kernel/ids';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { toast } from '../../components/Toast.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { ReasonForm } from './ReasonForm.tsx';

/** Takes several bills back; those with money on them stay, each with the way to it (BIL-08, BIL-10). */
export function BillsCancel({ billIds, onClose }: { billIds: readonly string[]; onClose(): void }) {
  const org = useOrg();
  const words = useWords(billEditTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const cancel = useMutation(trpc.billing.cancelBills.mutationOptions());
  const kept = cancel.data?.kept ?? [];
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.cancelTitle, { count: billIds.length })}>
      {cancel.data ? (
        <>
          <p>{fill(words.cancelled, { count: cancel.data.cancelled })}</p>
          <Note kind="warn" live title={fill(words.keptTitle, { count: kept.length })}>
            <ul className="list">
              {kept.map((bill) => (
                <li key={bill.billId} className="item">
                  <TextLink to="/$org/admin/bills/$billId" params={{ org, billId: bill.billId }}>
                    {fill(words.keptRow, { number: bill.billNumber, name: bill.memberName })}
                  </TextLink>
                  <span className="grow muted">{words.kept[bill.reason]}</span>
                  {bill.reason === 'BILL_HAS_PAYMENT' ? (
                    <TextLink to="/$org/admin/payments" params={{ org }} search={{ bill: bill.billId }}>
                      {words.seePayments}
                    </TextLink>
                  ) : null}
                </li>
              ))}
            </ul>
          </Note>
          <DialogActions>
            <Button size="lg" onPress={onClose}>
              {words.close}
            </Button>
          </DialogActions>
        </>
      ) : (
        <ReasonForm
          text={words.cancelText}
          label={words.cancelReason}
          hint={words.cancelReasonHint}
          back={words.back}
          submit={words.cancelSubmit}
          kind="danger"
          onBack={onClose}
          onSubmit={async (reason) => {
            const outcome = await cancel.mutateAsync({ billIds: billIds.map((id) => BillId.parse(id)), reason });
            void queries.invalidateQueries(trpc.billing.pathFilter());
            if (outcome.kept.length > 0) return;
            toast({ text: fill(words.cancelled, { count: outcome.cancelled }) });
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}
