import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { OnceKnownHow, OwnProofFields, PasswordFirst, type ProofBy, noProof, proofFields, proofOf } from './OwnProofFields.tsx';
import { codeTexts } from './code-texts.ts';

interface ShareProps {
  readonly onClose: () => void;
  readonly onDone: () => Promise<unknown>;
}

const Proven = { password: z.object(proofFields.password), code: z.object(proofFields.code) };

/** Who opens their account to a mailbox shows that it is theirs to open; it is theirs with a password of their own. */
export function ShareForm(props: ShareProps) {
  return <OnceKnownHow>{(hasPassword) => (hasPassword ? <Ask {...props} /> : <PasswordFirst />)}</OnceKnownHow>;
}

function Ask({ onClose, onDone }: ShareProps) {
  const words = useWords(codeTexts).sharing;
  const trpc = useTRPC();
  const [by, setBy] = useState<ProofBy>('password');
  const share = useMutation(trpc.identity.shareMailbox.mutationOptions());
  return (
    <Form
      asks={false}
      schema={Proven[by]}
      defaults={noProof}
      errorField={{ IDENTITY_MISMATCH: by }}
      label={words.on}
      onSubmit={async (typed) => {
        await share.mutateAsync({ shared: true, proof: proofOf(by, typed) });
        await onDone();
      }}
    >
      <OwnProofFields by={by} hasPassword onBy={setBy} />
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
