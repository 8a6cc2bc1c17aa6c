import { useMutation } from '@tanstack/react-query';
import { MailBankDetailsInput } from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { moneyTexts } from './money-texts.ts';

const Whom = MailBankDetailsInput.pick({ email: true });

/** The account by one mail, so that it need not stand on My Page. One dialog is one mail, however often it is pressed. */
export function BankDetailsDialog({ memberId, name, onClose }: { memberId: MemberId; name: string; onClose(): void }) {
  const words = useWords(moneyTexts).bank;
  const trpc = useTRPC();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const mail = useMutation(trpc.documents.mailBankDetails.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <Form
        schema={Whom}
        defaults={{ email: '' }}
        onSubmit={async ({ email }) => {
          const { to } = await mail.mutateAsync({ memberId, email, idempotencyKey });
          toast({ text: fill(words.sent, { to }) });
          onClose();
        }}
      >
        <p className="muted">{fill(words.about, { name })}</p>
        <TextField name="email" type="email" label={words.to} hint={words.toHint} autoComplete="off" optional />
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
