import { useMutation, useQueryClient } from '@tanstack/react-query';
import { EmailAddress } from '@tsudoi/shared/contracts/text.contract';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { loginEmailTexts } from './login-email-texts.ts';

const Address = z.strictObject({ email: EmailAddress });

/** The office gives a member another log-in address; the one for notices is what they most likely mean. */
export function LoginEmailDialog({ member, onClose }: { readonly member: MemberDetail; readonly onClose: () => void }) {
  const words = useWords(loginEmailTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const set = useMutation(trpc.identity.setLoginEmail.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <p className="muted">{words.text}</p>
      <Form
        schema={Address}
        defaults={{ email: member.contactEmail === member.account.loginEmail ? '' : member.contactEmail }}
        errorField={{ EMAIL_TAKEN: 'email' }}
        onSubmit={async ({ email }) => {
          await set.mutateAsync({ memberId: member.memberId, email });
          await queries.invalidateQueries(trpc.members.pathFilter());
          toast({ text: words.done });
          onClose();
        }}
      >
        <TextField
          name="email"
          type="email"
          label={words.email}
          autoComplete="off"
          messages={{ required: words.missing, not_an_email: words.notAnEmail, EMAIL_TAKEN: words.taken }}
        />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.back}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
