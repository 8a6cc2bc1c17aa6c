import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { RadioCards } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { MoneyField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { PaymentRow, RefundOptionsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { BankFields, bankFields, bankOf, checkBank, fieldsOfBank } from './RefundBankFields.tsx';
import { refundTexts } from './refund-texts.ts';
import { mayAskProvider, wayNote } from './refund-way.rules.ts';

/** The account is asked for where it is needed, and then by the rules that the server has. */
const Refund = z
  .object({ kind: z.enum(['provider', 'transfer']), amount: PositiveYen, reason: ShortText, ...bankFields })
  .superRefine((values, context) => {
    if (values.kind === 'transfer') checkBank(values, context);
  });

interface RefundProps {
  readonly payment: Pick<PaymentRow, 'paymentId' | 'memberName' | 'amount'>;
  /** What is to go back, in yen; all that can where nothing is named. */
  readonly wanted?: number | undefined;
  onClose(): void;
}

/** Asks for a refund of a payment. One dialog is one refund, however often it is pressed. */
export function RefundDialog({ payment, wanted, onClose }: RefundProps) {
  const words = useWords(refundTexts).ask;
  const trpc = useTRPC();
  const options = useQuery(trpc.refunds.options.queryOptions({ paymentId: payment.paymentId }, { staleTime: 0 }));
  return (
    <Dialog isOpen onClose={onClose} title={words.title} wide>
      <Rows>
        <Row label={words.member}>{payment.memberName}</Row>
        <Row label={words.paid}>
          <Yen value={payment.amount} />
        </Row>
      </Rows>
      <QueryState query={options} skeleton={<ListSkeleton rows={3} />}>
        {(known) =>
          known.available === 0 ? (
            <>
              <Note>{words.none}</Note>
              <FormButtons>
                <Button size="lg" onPress={onClose}>
                  {words.cancel}
                </Button>
              </FormButtons>
            </>
          ) : (
            <RefundForm payment={payment} wanted={wanted} options={known} onClose={onClose} />
          )
        }
      </QueryState>
    </Dialog>
  );
}

function RefundForm({ payment, wanted, options, onClose }: RefundProps & { readonly options: RefundOptionsView }) {
  const words = useWords(refundTexts).ask;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const request = useMutation(trpc.refunds.request.mutationOptions());
  const amount = Math.min(wanted ?? options.available, options.available);
  const byProvider = mayAskProvider(options, payment.amount) && (options.provider === 'any' || amount === payment.amount);
  return (
    <Form
      schema={Refund}
      defaults={{
        kind: byProvider ? 'provider' : 'transfer',
        amount,
        reason: '',
        ...fieldsOfBank(null),
      }}
      onSubmit={async (values) => {
        const { kind, amount, reason } = values;
        const way = kind === 'provider' ? { kind } : { kind, bank: bankOf(values) };
        await request.mutateAsync({ paymentId: payment.paymentId, amount, way, reason, idempotencyKey });
        await Promise.all([queries.invalidateQueries(trpc.refunds.pathFilter()), queries.invalidateQueries(trpc.payments.pathFilter())]);
        toast({ text: words.sentToast });
        onClose();
      }}
    >
      <RefundFields options={options} paid={payment.amount} />
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}

function RefundFields({ options, paid }: { options: RefundOptionsView; paid: number }) {
  const words = useWords(refundTexts).ask;
  const kind = useFormValue('kind');
  const amount = Number(useFormValue('amount'));
  const note = wayNote(options, { paid, amount, kind: String(kind) });
  return (
    <>
      <MoneyField name="amount" label={words.amount} hint={fill(words.amountHint, { amount: options.available })} required />
      {mayAskProvider(options, paid) ? (
        <RadioCards
          name="kind"
          label={words.way}
          options={[
            {
              value: 'provider',
              label: options.provider === 'full' ? words.providerFull : words.provider,
              text: words.providerText,
            },
            { value: 'transfer', label: words.transfer, text: words.transferText },
          ]}
        />
      ) : null}
      {note === null ? null : <Note>{words[note]}</Note>}
      {kind === 'transfer' ? <BankFields /> : null}
      <TextField name="reason" label={words.reason} hint={words.reasonHint} messages={{ required: words.reasonMissing }} required />
      {options.before + amount > options.approvalLimit ? <Note>{words.waits}</Note> : null}
    </>
  );
}
