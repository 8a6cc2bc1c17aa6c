import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import { Fragment, useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PaymentRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';

const Reason = z.strictObject({ reason: ShortText });

/** Takes back a payment the office recorded. One dialog is one reversal, however often it is pressed. */
export function ReverseDialog({ payment, onClose }: { payment: PaymentRow; onClose(): void }) {
  const texts = useWords(adminPaymentTexts);
  const words = texts.reverse;
  const org = useOrg();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const reverse = useMutation(trpc.payments.reverse.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.title, { amount: payment.amount })}>
      <Rows>
        <Row label={words.member}>{payment.memberName}</Row>
        <Row label={words.method}>{texts.methods[payment.method]}</Row>
      </Rows>
      <p className="muted">{words.text}</p>
      {payment.allocations.length > 0 ? (
        <p>
          {words.instead}
          {payment.allocations.map(({ billId, billName: bill }) => (
            <Fragment key={billId}>
              {' '}
              <TextLink to="/$org/admin/bills/$billId/correct" params={{ org, billId }}>
                {fill(texts.list.correct, { bill })}
              </TextLink>
            </Fragment>
          ))}
        </p>
      ) : null}
      <Form
        schema={Reason}
        defaults={{ reason: '' }}
        onSubmit={async ({ reason }) => {
          await reverse.mutateAsync({ paymentId: payment.paymentId, reason, idempotencyKey });
          await Promise.all([queries.invalidateQueries(trpc.payments.pathFilter()), queries.invalidateQueries(trpc.billing.pathFilter())]);
          onClose();
        }}
      >
        <TextField name="reason" label={words.reason} hint={words.reasonHint} messages={{ required: words.missing }} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton kind="danger">{words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
