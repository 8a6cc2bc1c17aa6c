import { useMutation } from '@tanstack/react-query';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate, today } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { RefundView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { type ActProps, useAfterwards } from './RefundActs.tsx';
import { BankFields, bankFields, bankOf, checkBank, fieldsOfBank } from './RefundBankFields.tsx';
import { refundTexts } from './refund-texts.ts';

function About({ refund }: { readonly refund: RefundView }) {
  const words = useWords(refundTexts).list;
  return (
    <Rows>
      <Row label={words.member}>{refund.memberName}</Row>
      <Row label={words.amount}>
        <Yen value={refund.amount} />
      </Row>
    </Rows>
  );
}

const Return = z.strictObject({ returnedOn: JstDate, reason: ShortText });

/** 組戻し: the bank sent the transfer back. */
export function ReturnRefund({ refund, onClose }: ActProps) {
  const words = useWords(refundTexts).return;
  const comeBack = useMutation(useTRPC().refunds.return.mutationOptions());
  const afterwards = useAfterwards();
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <p className="muted">{words.text}</p>
      <About refund={refund} />
      <Form
        schema={Return}
        defaults={{ returnedOn: today(), reason: '' }}
        onSubmit={async (values) => {
          await comeBack.mutateAsync({ refundId: refund.refundId, ...values });
          await afterwards();
          onClose();
        }}
      >
        <DateField name="returnedOn" label={words.on} required />
        <TextField name="reason" label={words.reason} hint={words.reasonHint} messages={{ required: words.missing }} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

const Repeat = z.object(bankFields).superRefine(checkBank);

/** To be transferred once more: the account as it was, to be put right. */
export function RepeatRefund({ refund, onClose }: ActProps) {
  const texts = useWords(refundTexts);
  const words = texts.repeat;
  const repeat = useMutation(useTRPC().refunds.repeat.mutationOptions());
  const afterwards = useAfterwards();
  const { cameBack } = refund;
  return (
    <Dialog isOpen onClose={onClose} title={words.title} wide>
      <p className="muted">{words.text}</p>
      <About refund={refund} />
      {cameBack === null ? null : (
        <Rows>
          <Row label={texts.return.on}>{formatDate(cameBack.on)}</Row>
          <Row label={texts.return.reason}>{cameBack.reason}</Row>
        </Rows>
      )}
      <Form
        schema={Repeat}
        defaults={fieldsOfBank(refund.bank)}
        onSubmit={async (values) => {
          await repeat.mutateAsync({ refundId: refund.refundId, bank: bankOf(values) });
          await afterwards();
          onClose();
        }}
      >
        <BankFields />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
