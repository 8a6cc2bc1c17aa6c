import { useMutation, useQueryClient } from '@tanstack/react-query';
import { InviteUserInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { Button } from '../../components/Button.tsx';
import { RadioCards } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useKit } from '../../lib/i18n/kit.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { officeTexts } from './office-texts.ts';

/** Name, address and role; the rest is the invited person's. */
export function UserInvite({ roles, onClose }: { readonly roles: readonly ('owner' | 'admin' | 'staff')[]; readonly onClose: () => void }) {
  const texts = useWords(officeTexts);
  const words = texts.invite;
  const roleNames = useKit().roles;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const invite = useMutation(trpc.identity.inviteUser.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <Form
        schema={InviteUserInput}
        defaults={{ familyName: '', givenName: '', email: '', role: 'staff', termEndsOn: '', password: '' }}
        errorField={{ EMAIL_TAKEN: 'email', IDENTITY_MISMATCH: 'password' }}
        onSubmit={async (values) => {
          const { email } = await invite.mutateAsync(values);
          await queries.invalidateQueries(trpc.identity.users.pathFilter());
          toast({ text: fill(words.sent, { to: email }) });
          onClose();
        }}
      >
        <div className="pair">
          <TextField name="familyName" label={words.familyName} autoComplete="off" required />
          <TextField name="givenName" label={words.givenName} autoComplete="off" required />
        </div>
        <TextField
          name="email"
          type="email"
          label={words.email}
          hint={words.emailHint}
          autoComplete="off"
          required
          messages={{ EMAIL_TAKEN: words.emailTaken }}
        />
        <RadioCards
          name="role"
          label={words.role}
          options={roles.map((role) => ({
            value: role,
            label: roleNames[role],
            text: role === 'staff' ? undefined : texts.roleTexts[role],
          }))}
        />
        <DateField name="termEndsOn" label={texts.term.label} hint={texts.term.hint} optional />
        <OwnPasswordField />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {texts.cancel}
          </Button>
          <SubmitButton>{words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
