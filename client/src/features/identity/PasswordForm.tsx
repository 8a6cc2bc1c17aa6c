import { useMutation } from '@tanstack/react-query';
import { PasswordText } from '@tsudoi/shared/contracts/text.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { NewPasswordField } from '../../components/NewPasswordField.tsx';
import { PasswordField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { passwordRefusals } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';

const Passwords = z.object({ currentPassword: PasswordText, newPassword: PasswordText });

export interface PasswordWords {
  readonly current: string;
  readonly next: string;
  readonly nextHint: string;
  readonly save: string;
  readonly saved: string;
  readonly wrongCurrent: string;
}

/** One's own new password, with the present one as proof. */
export function PasswordForm({ words, onDone }: { readonly words: PasswordWords; readonly onDone?: () => void }) {
  const trpc = useTRPC();
  const [round, setRound] = useState(0);
  const change = useMutation(trpc.identity.changePassword.mutationOptions());
  return (
    <Form
      key={round}
      asks={false}
      schema={Passwords}
      defaults={{ currentPassword: '', newPassword: '' }}
      errorField={{
        ...passwordRefusals('newPassword'),
        IDENTITY_MISMATCH: 'currentPassword',
      }}
      onSubmit={async (values) => {
        await change.mutateAsync(values);
        toast({ text: words.saved });
        setRound(round + 1);
        onDone?.();
      }}
    >
      <PasswordField
        name="currentPassword"
        label={words.current}
        autoComplete="current-password"
        messages={{ IDENTITY_MISMATCH: words.wrongCurrent }}
      />
      <NewPasswordField name="newPassword" label={words.next} hint={words.nextHint} />
      <FormButtons>
        <SubmitButton>{words.save}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
