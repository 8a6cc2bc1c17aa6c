import { useMutation, useQueryClient } from '@tanstack/react-query';
import { MemberLoginInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { PasswordField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { OnceKnownHow, OwnProofFields, PasswordFirst, type ProofBy, noProof, proofFields, proofOf } from './OwnProofFields.tsx';
import { codeTexts } from './code-texts.ts';

const there = MemberLoginInput.shape;
const Elsewhere = z.object({ org: there.org, login: there.login, theirPassword: there.password });
const Proven = { password: Elsewhere.extend(proofFields.password), code: Elsewhere.extend(proofFields.code) };

/** The other organisation and the log-in there, and the proof of this one: linked once, each opens the other. */
export function LinkForm({ onDone }: { readonly onDone: () => void }) {
  return <OnceKnownHow>{(hasPassword) => (hasPassword ? <Ask onDone={onDone} /> : <PasswordFirst />)}</OnceKnownHow>;
}

function Ask({ onDone }: { readonly onDone: () => void }) {
  const words = useWords(codeTexts).linked;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [by, setBy] = useState<ProofBy>('password');
  const link = useMutation(trpc.identity.linkAccount.mutationOptions());
  const missing = { required: words.missing, not_a_slug: words.missing };
  return (
    <Form
      schema={Proven[by]}
      defaults={{ org: '', login: '', theirPassword: '', ...noProof }}
      errorField={{ LOGIN_FAILED: 'theirPassword', INVALID_TRANSITION: 'org', IDENTITY_MISMATCH: by }}
      onSubmit={async ({ org, login, theirPassword, ...typed }) => {
        await link.mutateAsync({ org, login, password: theirPassword, proof: proofOf(by, typed) });
        await queries.invalidateQueries(trpc.identity.linkedAccounts.pathFilter());
        toast({ text: words.added });
        onDone();
      }}
    >
      <TextField name="org" label={words.org} hint={words.orgHint} autoComplete="off" messages={missing} />
      <TextField name="login" label={words.login} autoComplete="off" messages={missing} />
      <PasswordField name="theirPassword" label={words.password} autoComplete="off" messages={{ ...missing, LOGIN_FAILED: words.failed }} />
      <OwnProofFields by={by} hasPassword onBy={setBy} />
      <FormButtons>
        <SubmitButton block>{words.submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
