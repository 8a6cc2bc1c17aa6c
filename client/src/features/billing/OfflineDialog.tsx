import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RecordOfflineInput, offlineMethods } from '@tsudoi/shared/contracts/payments/payment.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { RadioField } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { DateField, MoneyField, TextAreaField } from '../../components/TextField.tsx';
import { today } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { useSeenBill } from './seen-bill.view.ts';

const Received = RecordOfflineInput.omit({ billId: true, expected: true, idempotencyKey: true });

/** Money that came by bank, post or by hand. One dialog is one payment, however often it is pressed. */
export function OfflineDialog({ bill, onClose }: { bill: BillDetail; onClose(): void }) {
  const words = useWords(adminBillingTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { seen, lookAgain } = useSeenBill(bill);
  const record = useMutation(trpc.payments.recordOffline.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.offline.title}>
      <p className="muted">{fill(words.offline.about, { name: bill.memberName, bill: bill.billName })}</p>
      <Form
        schema={Received}
        defaults={{
          amount: bill.outstanding > 0 ? bill.outstanding : null,
          method: 'bank_transfer',
          receivedOn: today(),
          memo: '',
        }}
        onSubmit={async (values) => {
          const expected = { outstanding: seen.outstanding };
          await record.mutateAsync({ ...values, billId: bill.billId, expected, idempotencyKey }).catch(lookAgain);
          await Promise.all([
            queries.invalidateQueries(trpc.billing.pathFilter()),
            queries.invalidateQueries(trpc.payments.pathFilter()),
            queries.invalidateQueries(trpc.documents.pathFilter()),
          ]);
          onClose();
        }}
      >
        <MoneyField name="amount" label={words.offline.amount} hint={fill(words.offline.amountHint, { rest: seen.outstanding })} required />
        <AmountEffect outstanding={seen.outstanding} />
        <RadioField
          name="method"
          label={words.offline.method}
          options={offlineMethods.map((method) => ({ value: method, label: words.methods[method] }))}
        />
        <DateField name="receivedOn" label={words.offline.receivedOn} hint={words.offline.receivedOnHint} required />
        <TextAreaField name="memo" label={words.offline.memo} hint={words.offline.memoHint} rows={2} optional />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.offline.cancel}
          </Button>
          <SubmitButton>{words.offline.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

/** What the typed sum will do to the bill, said before the press. */
function AmountEffect({ outstanding }: { outstanding: number }) {
  const words = useWords(adminBillingTexts).offline;
  const amount = useFormValue('amount');
  if (typeof amount !== 'number' || amount <= 0) return null;
  const text =
    amount === outstanding
      ? words.exact
      : amount < outstanding
        ? fill(words.short, { rest: outstanding - amount })
        : fill(words.over, { over: amount - outstanding });
  return (
    <p className={amount > outstanding ? 'bill-effect is-over' : 'bill-effect'} role="status">
      {text}
    </p>
  );
}
