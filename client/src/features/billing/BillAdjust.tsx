import { useMutation, useQueryClient } from '@tanstack/react-query';
import { AdjustBillInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { MoneyField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { WhyNotAdjust } from './WhyNotPaid.tsx';

const Adjustment = AdjustBillInput.pick({ amount: true, reason: true });

/** 請求調整額: more or less on this one bill, and why; not once money has come or is on its way. */
export function BillAdjust({ bill, onClose }: { bill: BillDetail; onClose(): void }) {
  const words = useWords(billEditTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const adjust = useMutation(trpc.billing.adjustBill.mutationOptions());
  const fixed = bill.allocated > 0 || bill.pendingCharge !== null;
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.adjustTitle, { name: bill.billName })}>
      {fixed ? (
        <>
          <WhyNotAdjust bill={bill} />
          <DialogActions>
            <Button size="lg" onPress={onClose}>
              {words.close}
            </Button>
          </DialogActions>
        </>
      ) : (
        <Form
          schema={Adjustment}
          defaults={{ amount: null, reason: '' }}
          onSubmit={async (values) => {
            const saved = await adjust.mutateAsync({ ...values, billId: bill.billId, version: bill.version });
            queries.setQueryData(trpc.billing.bill.queryKey({ billId: bill.billId }), saved);
            void queries.invalidateQueries(trpc.billing.bills.pathFilter());
            toast({ text: fill(words.adjusted, { amount: saved.amount }) });
            onClose();
          }}
        >
          <p className="muted">{words.adjustText}</p>
          <MoneyField name="amount" label={words.amount} hint={words.amountHint} allowMinus required />
          <TextField name="reason" label={words.reason} hint={words.reasonHint} required />
          <FormButtons>
            <Button size="lg" onPress={onClose}>
              {words.back}
            </Button>
            <SubmitButton>{words.submit}</SubmitButton>
          </FormButtons>
        </Form>
      )}
    </Dialog>
  );
}
