import { useMutation, useQueryClient } from '@tanstack/react-query';
import { offlineMethods } from '@tsudoi/shared/contracts/payments/credit.contract';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { RadioCards, RadioField } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { DateField, MoneyField, TextField } from '../../components/TextField.tsx';
import { today } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { CreditRow, CreditTarget } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { moneyTexts } from './money-texts.ts';

const Use = z
  .object({
    kind: z.enum(['carry', 'keep', 'refund']),
    target: z.string(),
    amount: PositiveYen,
    method: z.enum(offlineMethods),
    refundedOn: JstDate,
    memo: ShortText,
  })
  .refine(({ kind, target }) => kind !== 'carry' || target !== '', { path: ['target'], message: 'required' });
type Use = z.output<typeof Use>;

interface CreditProps {
  readonly credit: CreditRow;
  readonly targets: readonly CreditTarget[];
  readonly approvalLimit: number;
  /** Leads to a refund that somebody else agrees to. */
  onAsk(amount: number): void;
  onClose(): void;
}

/** What becomes of money that no bill asks for. One dialog is one use of it, however often it is pressed. */
export function CreditDialog({ credit, targets, approvalLimit, onAsk, onClose }: CreditProps) {
  const words = useWords(moneyTexts).use;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const use = useMutation(trpc.payments.useCredit.mutationOptions());
  const first = targets[0];
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.title, { amount: credit.amount })}>
      <p className="muted">{credit.billId === null ? words.fromAdvance : fill(words.fromBill, { bill: credit.billName })}</p>
      {credit.promised === 0 ? null : <Note>{fill(words.promised, { promised: credit.promised })}</Note>}
      <Form
        schema={Use}
        defaults={{
          kind: first ? 'carry' : credit.billId === null ? 'refund' : 'keep',
          target: first?.billId ?? '',
          amount: first ? Math.min(credit.amount, first.outstanding) : credit.amount,
          method: 'bank_transfer',
          refundedOn: today(),
          memo: '',
        }}
        onSubmit={async (values) => {
          const { paymentId, billId } = credit;
          await use.mutateAsync({
            paymentId,
            billId,
            amount: values.amount,
            use: wayOf(values),
            memo: values.memo,
            idempotencyKey,
          });
          await Promise.all([queries.invalidateQueries(trpc.billing.pathFilter()), queries.invalidateQueries(trpc.payments.pathFilter())]);
          onClose();
        }}
      >
        <UseFields credit={credit} targets={targets} approvalLimit={approvalLimit} />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <Decide credit={credit} approvalLimit={approvalLimit} onAsk={onAsk} />
        </FormButtons>
      </Form>
    </Dialog>
  );
}

function wayOf({ kind, target, method, refundedOn }: Use) {
  // One of the offered, or the form is not sent.
  if (kind === 'carry') return { kind, billId: target as BillId };
  return kind === 'keep' ? { kind } : { kind, method, refundedOn };
}

type Limited = Pick<CreditProps, 'credit' | 'approvalLimit'>;

/** The sum that is given back, where one person alone may not. */
function useTooLarge({ credit, approvalLimit }: Limited): number | null {
  const [kind, amount] = [useFormValue('kind'), Number(useFormValue('amount'))];
  return kind === 'refund' && credit.before + amount > approvalLimit ? amount : null;
}

function Decide({ onAsk, ...limited }: Limited & Pick<CreditProps, 'onAsk'>) {
  const words = useWords(moneyTexts).use;
  const tooLarge = useTooLarge(limited);
  if (tooLarge === null) return <SubmitButton>{words.submit}</SubmitButton>;
  return (
    <Button kind="primary" size="lg" onPress={() => onAsk(tooLarge)}>
      {words.ask}
    </Button>
  );
}

function UseFields({ credit, targets, approvalLimit }: Omit<CreditProps, 'onAsk' | 'onClose'>) {
  const texts = useWords(moneyTexts);
  const words = texts.use;
  const kind = useFormValue('kind');
  const tooLarge = useTooLarge({ credit, approvalLimit });
  const options = [
    ...(targets.length > 0 ? [{ value: 'carry', label: words.carry }] : []),
    ...(credit.billId === null ? [] : [{ value: 'keep', label: words.keep, text: words.keepText }]),
    { value: 'refund', label: words.refund, text: words.refundText },
  ];
  return (
    <>
      {targets.length === 0 ? <Note>{words.carryNone}</Note> : null}
      <RadioCards name="kind" label={words.kind} options={options} />
      {kind === 'carry' ? (
        <SelectField
          name="target"
          label={words.target}
          messages={{ required: words.targetMissing }}
          options={targets.map((bill) => ({
            value: bill.billId,
            label: fill(words.targetOption, { bill: bill.billName, rest: bill.outstanding }),
          }))}
          required
        />
      ) : null}
      <MoneyField name="amount" label={words.amount} hint={fill(words.amountHint, { amount: credit.amount })} required />
      {kind === 'refund' && tooLarge === null ? (
        <>
          <RadioField
            name="method"
            label={words.method}
            options={offlineMethods.map((method) => ({ value: method, label: texts.methods[method] }))}
          />
          <DateField name="refundedOn" label={words.refundedOn} required />
        </>
      ) : null}
      {tooLarge === null ? (
        <TextField name="memo" label={words.memo} hint={words.memoHint} messages={{ required: words.memoMissing }} required />
      ) : (
        <Note live>{fill(words.needsApproval, { limit: approvalLimit })}</Note>
      )}
      {kind === 'carry' && credit.paymentNumber !== '' ? <Note>{words.provider}</Note> : null}
    </>
  );
}
