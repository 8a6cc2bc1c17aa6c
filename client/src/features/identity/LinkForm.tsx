import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LinkAccountInput } from '@tsudoi/shared/contracts/identity/code-login.contract';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { PasswordField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { codeTexts } from './code-texts.ts';

/** The other organisation and the log-in there, proven once. */
export function LinkForm({ onDone }: { readonly onDone: () => void }) {
  const words = useWords(codeTexts).linked;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const link = useMutation(trpc.identity.linkAccount.mutationOptions());
  const missing = { required: words.missing, not_a_slug: words.missing };
  return (
    <Form
      schema={LinkAccountInput}
      defaults={{ org: '', login: '', password: '' }}
      errorField={{ LOGIN_FAILED: 'password', INVALID_TRANSITION: 'org' }}
      onSubmit={async (values) => {
        await link.mutateAsync(values);
        await queries.invalidateQueries(trpc.identity.linkedAccounts.pathFilter());
        toast({ text: words.added });
        onDone();
      }}
    >
      <TextField name="org" label={words.org} hint={words.orgHint} autoComplete="off" messages={missing} />
      <TextField name="login" label={words.login} autoComplete="off" messages={missing} />
      <PasswordField name="password" label={words.password} autoComplete="off" messages={{ ...missing, LOGIN_FAILED: words.failed }} />
      <FormButtons>
        <SubmitButton block>{words.submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
