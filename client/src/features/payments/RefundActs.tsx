import { useMutation, useQueryClient } from '@tanstack/react-query';
import { SaveRefundSettingsInput } from '@tsudoi/shared/contracts/payments/refund.contract';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { DateField, MoneyField, TextField } from '../../components/TextField.tsx';
import { Yen } from '../../components/Yen.tsx';
import { today } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { RefundView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { accountRows, isOtherAccount } from './refund-account.view.ts';
import { refundTexts } from './refund-texts.ts';

export interface ActProps {
  readonly refund: RefundView;
  onClose(): void;
}

/** What a decision changes on other pages, too. */
export function useAfterwards() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries(trpc.refunds.pathFilter()),
      queries.invalidateQueries(trpc.payments.pathFilter()),
      queries.invalidateQueries(trpc.billing.pathFilter()),
    ]);
}

export function ApproveRefund({ refund, onClose }: ActProps) {
  const texts = useWords(refundTexts);
  const words = texts.approve;
  const approve = useMutation(useTRPC().refunds.approve.mutationOptions());
  const afterwards = useAfterwards();
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={words.title}
      rows={[
        { label: texts.list.member, value: refund.memberName },
        { label: texts.list.way, value: texts.ways[refund.way] },
        ...accountRows(refund, texts),
        { label: texts.list.reason, value: refund.reason },
        { label: texts.list.amount, value: <Yen value={refund.amount} /> },
      ]}
      confirmLabel={words.submit}
      onConfirm={async () => {
        await approve.mutateAsync({ refundId: refund.refundId });
        await afterwards();
      }}
    >
      <p className="muted">{words.text}</p>
      {isOtherAccount(refund) ? (
        <Note kind="warn" title={words.otherAccount}>
          {words.otherAccountText}
        </Note>
      ) : null}
    </ConfirmDialog>
  );
}

const Decline = z.strictObject({ note: ShortText });

export function DeclineRefund({ refund, onClose }: ActProps) {
  const words = useWords(refundTexts).decline;
  const decline = useMutation(useTRPC().refunds.decline.mutationOptions());
  const afterwards = useAfterwards();
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <p className="muted">{words.text}</p>
      <Form
        schema={Decline}
        defaults={{ note: '' }}
        onSubmit={async ({ note }) => {
          await decline.mutateAsync({ refundId: refund.refundId, note });
          await afterwards();
          onClose();
        }}
      >
        <TextField name="note" label={words.note} messages={{ required: words.missing }} required />
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

const Transfer = z.strictObject({ transferredOn: JstDate });

export function TransferRefund({ refund, onClose }: ActProps) {
  const texts = useWords(refundTexts);
  const words = texts.transfer;
  const transfer = useMutation(useTRPC().refunds.transfer.mutationOptions());
  const afterwards = useAfterwards();
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <p className="muted">{words.text}</p>
      <Rows>
        {accountRows(refund, texts).map(({ label, value }) => (
          <Row key={label} label={label}>
            {value}
          </Row>
        ))}
        <Row label={words.amount}>
          <Yen value={refund.amount} />
        </Row>
      </Rows>
      <Form
        schema={Transfer}
        defaults={{ transferredOn: today() }}
        onSubmit={async ({ transferredOn }) => {
          await transfer.mutateAsync({ refundId: refund.refundId, transferredOn });
          await afterwards();
          onClose();
        }}
      >
        <DateField name="transferredOn" label={words.on} required />
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

interface Limits {
  readonly approvalLimit: number;
  readonly writeOffLimit: number;
}

export function RefundLimit({ limits: { approvalLimit, writeOffLimit }, onClose }: { readonly limits: Limits; onClose(): void }) {
  const words = useWords(refundTexts).limit;
  const save = useMutation(useTRPC().refunds.saveSettings.mutationOptions());
  const afterwards = useAfterwards();
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <p className="muted">{words.text}</p>
      <Form
        schema={SaveRefundSettingsInput}
        defaults={{ approvalLimit, writeOffLimit }}
        onSubmit={async (limits) => {
          await save.mutateAsync(limits);
          await afterwards();
          onClose();
        }}
      >
        <MoneyField name="approvalLimit" label={words.amount} required />
        <MoneyField name="writeOffLimit" label={words.waived} hint={words.waivedHint} required />
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
