import { useMutation } from '@tanstack/react-query';
import { NewEmail } from '@tsudoi/shared/contracts/identity/own-proof.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { OnceKnownHow, OwnProofFields, type ProofBy, noProof, proofFields, proofOf } from './OwnProofFields.tsx';
import { emailTexts } from './email-texts.ts';

const Proven = { password: NewEmail.extend(proofFields.password), code: NewEmail.extend(proofFields.code) };

/** Asks for the link to the new address; nothing has changed yet when it is sent, and the page says so. */
export function EmailForm({ onClose }: { readonly onClose: () => void }) {
  return <OnceKnownHow>{(hasPassword) => <Ask hasPassword={hasPassword} onClose={onClose} />}</OnceKnownHow>;
}

function Ask({ hasPassword, onClose }: { readonly hasPassword: boolean; readonly onClose: () => void }) {
  const words = useWords(emailTexts);
  const trpc = useTRPC();
  const [sentTo, setSentTo] = useState('');
  const [by, setBy] = useState<ProofBy>(hasPassword ? 'password' : 'code');
  const request = useMutation(trpc.identity.requestEmailChange.mutationOptions({ onSuccess: ({ to }) => setSentTo(to) }));
  if (sentTo !== '')
    return (
      <Note kind="ok" live title={fill(words.sentTitle, { to: sentTo })}>
        {words.sentText}
      </Note>
    );
  return (
    <Form
      schema={Proven[by]}
      defaults={{ email: '', ...noProof }}
      errorField={{ EMAIL_TAKEN: 'email', IDENTITY_MISMATCH: by }}
      onSubmit={({ email, ...typed }) => request.mutateAsync({ email, proof: proofOf(by, typed) })}
    >
      <TextField
        name="email"
        type="email"
        label={words.next}
        hint={words.hint}
        autoComplete="email"
        messages={{ required: words.missing }}
      />
      <OwnProofFields by={by} hasPassword={hasPassword} onBy={setBy} />
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
