import { useMutation, useQueryClient } from '@tanstack/react-query';
import { MailPayLinkInput, RecordPayLinkInput, WithdrawPayLinkInput } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { yen } from '@tsudoi/shared/kernel/yen';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { RadioField } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { DateField, MoneyField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { today } from '../../lib/dates.ts';
import { domainCodeOf } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PayLinkDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { payLinkTexts } from './pay-link-texts.ts';

interface DialogProps {
  readonly link: PayLinkDetail;
  onClose(): void;
}

const Mail = MailPayLinkInput.pick({ email: true });

export function MailDialog({ link, onClose }: DialogProps) {
  const texts = useWords(payLinkTexts);
  const words = texts.detail;
  const trpc = useTRPC();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const mail = useMutation(trpc.payLinks.mail.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.mailTitle}>
      <Form
        schema={Mail}
        defaults={{ email: link.email }}
        onSubmit={async ({ email }) => {
          await mail.mutateAsync({ payLinkId: link.payLinkId, email, idempotencyKey });
          toast({ text: words.sent });
          onClose();
        }}
      >
        <TextField name="email" type="email" label={words.email} autoComplete="off" required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.back}
          </Button>
          <SubmitButton>{words.mailSubmit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

const Received = RecordPayLinkInput.pick({ amount: true, method: true, receivedOn: true, memo: true });

/** A payer's transfer: one payment of theirs. What it is short of, or too much by, is said before the press. */
export function RecordDialog({ link, onClose }: DialogProps) {
  const words = useWords(payLinkTexts).detail;
  const trpc = useTRPC();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const queries = useQueryClient();
  const record = useMutation(trpc.payLinks.record.mutationOptions());
  // What comes live since the dialog was opened does not change what is pressed; after a refusal it is shown, and known.
  const [seen, setSeen] = useState(link);
  const bills = seen.lines.filter(({ state }) => state === 'open').length;
  const lookAgain = () =>
    queries.fetchQuery({ ...trpc.payLinks.get.queryOptions({ payLinkId: link.payLinkId }), staleTime: 0 }).then(setSeen, () => undefined);
  return (
    <Dialog isOpen onClose={onClose} title={words.recordTitle}>
      <Form
        schema={Received}
        defaults={{ amount: link.open, method: 'bank_transfer', receivedOn: today(), memo: '' }}
        onSubmit={async (received) => {
          const asked = { ...received, payLinkId: link.payLinkId, open: yen(seen.open), idempotencyKey };
          await record.mutateAsync(asked).catch(async (error: unknown) => {
            // An answer that was lost is found again by what was asked for.
            if (domainCodeOf(error) !== null) await lookAgain();
            throw error;
          });
          toast({ text: words.recorded });
          onClose();
        }}
      >
        <p className="muted">{fill(words.recordText, { bills, amount: seen.open })}</p>
        <MoneyField name="amount" label={words.received} required />
        <Apart open={seen.open} />
        <RadioField
          name="method"
          label={words.method}
          options={(['bank_transfer', 'postal_transfer', 'cash'] as const).map((value) => ({ value, label: words.methods[value] }))}
        />
        <DateField name="receivedOn" label={words.receivedOn} required />
        <TextField name="memo" label={words.memo} maxLength={200} optional />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.back}
          </Button>
          <SubmitButton>{words.recordSubmit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

function Apart({ open }: { readonly open: number }) {
  const words = useWords(payLinkTexts).detail;
  const typed = useFormValue('amount');
  const apart = (typeof typed === 'number' ? typed : 0) - open;
  const said = apart === 0 ? words.exact : fill(apart < 0 ? words.short : words.over, { amount: Math.abs(apart) });
  return (
    <p className={`money-rest${apart === 0 ? '' : ' is-advance'}`} role="status">
      {said}
    </p>
  );
}

const Reason = WithdrawPayLinkInput.pick({ reason: true });

export function WithdrawDialog({ link, onClose }: DialogProps) {
  const words = useWords(payLinkTexts).detail;
  const trpc = useTRPC();
  const withdraw = useMutation(trpc.payLinks.withdraw.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.withdrawTitle}>
      <Form
        schema={Reason}
        defaults={{ reason: '' }}
        onSubmit={async ({ reason }) => {
          await withdraw.mutateAsync({ payLinkId: link.payLinkId, reason });
          toast({ text: words.withdrawn });
          onClose();
        }}
      >
        <p className="muted">{words.withdrawText}</p>
        <TextField name="reason" label={words.withdrawReason} maxLength={100} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.back}
          </Button>
          <SubmitButton kind="danger">{words.withdrawSubmit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
