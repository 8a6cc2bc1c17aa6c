import { useMutation } from '@tanstack/react-query';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { PasskeyOffer, PasskeyView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { OwnProofFields, type ProofBy, noProof, proofFields, proofOf } from './OwnProofFields.tsx';
import { passkeyTexts } from './passkey-texts.ts';
import { makePasskey } from './passkey.view.ts';

export type Task = { readonly kind: 'add' } | { readonly kind: 'rename' | 'remove'; readonly passkey: PasskeyView };

interface TaskProps {
  readonly hasPassword: boolean;
  readonly onClose: () => void;
}

const Name = z.object({ name: ShortText });
const Added = { password: Name.extend(proofFields.password), code: Name.extend(proofFields.code) };
const Proven = { password: z.object(proofFields.password), code: z.object(proofFields.code) };

/** One change of one's own passkeys, where it was asked for. */
export function PasskeyTask({ task, ...props }: TaskProps & { readonly task: Task }) {
  if (task.kind === 'add') return <Add {...props} />;
  return task.kind === 'rename' ? <Rename passkey={task.passkey} {...props} /> : <Remove passkey={task.passkey} {...props} />;
}

function Buttons({ onClose, submit }: { readonly onClose: () => void; readonly submit: string }) {
  const words = useWords(passkeyTexts).mine;
  return (
    <FormButtons>
      <Button size="lg" onPress={onClose}>
        {words.cancel}
      </Button>
      <SubmitButton>{submit}</SubmitButton>
    </FormButtons>
  );
}

function NameField() {
  const words = useWords(passkeyTexts).mine;
  return <TextField name="name" label={words.name} hint={words.nameHint} messages={{ required: words.missingName }} />;
}

function Add({ hasPassword, onClose }: TaskProps) {
  const words = useWords(passkeyTexts).mine;
  const trpc = useTRPC();
  const offer = useMutation(trpc.identity.offerMyPasskey.mutationOptions());
  const add = useMutation(trpc.identity.addMyPasskey.mutationOptions());
  const [by, setBy] = useState<ProofBy>(hasPassword ? 'password' : 'code');
  // Proven already: whoever closed the browser's own window need not prove it again, a code would be used up.
  const [offered, setOffered] = useState<PasskeyOffer | null>(null);
  return (
    <Form
      asks={false}
      schema={Added[by]}
      defaults={{ name: '', ...noProof }}
      errorField={{ IDENTITY_MISMATCH: by }}
      onSubmit={async ({ name, ...typed }) => {
        const asked = offered ?? (await offer.mutateAsync({ proof: proofOf(by, typed) }));
        setOffered(asked);
        const response = await makePasskey(asked);
        // It answers once, whatever becomes of it.
        setOffered(null);
        await add.mutateAsync({ challengeId: asked.challengeId, name, response });
        toast({ text: words.added });
        onClose();
      }}
    >
      <NameField />
      <OwnProofFields by={by} hasPassword={hasPassword} onBy={setBy} />
      <Buttons onClose={onClose} submit={words.next} />
    </Form>
  );
}

function Rename({ passkey, onClose }: TaskProps & { readonly passkey: PasskeyView }) {
  const words = useWords(passkeyTexts).mine;
  const trpc = useTRPC();
  const rename = useMutation(trpc.identity.renameMyPasskey.mutationOptions());
  return (
    <Form
      schema={Name}
      defaults={{ name: passkey.name }}
      label={fill(words.renameFor, { name: passkey.name })}
      onSubmit={async ({ name }) => {
        await rename.mutateAsync({ passkeyId: passkey.passkeyId, name });
        toast({ text: words.renamed });
        onClose();
      }}
    >
      <NameField />
      <Buttons onClose={onClose} submit={words.save} />
    </Form>
  );
}

function Remove({ passkey, hasPassword, onClose }: TaskProps & { readonly passkey: PasskeyView }) {
  const words = useWords(passkeyTexts).mine;
  const trpc = useTRPC();
  const remove = useMutation(trpc.identity.removeMyPasskey.mutationOptions());
  const [by, setBy] = useState<ProofBy>(hasPassword ? 'password' : 'code');
  return (
    <Form
      asks={false}
      schema={Proven[by]}
      defaults={noProof}
      errorField={{ IDENTITY_MISMATCH: by }}
      label={fill(words.removeFor, { name: passkey.name })}
      onSubmit={async (typed) => {
        await remove.mutateAsync({ passkeyId: passkey.passkeyId, proof: proofOf(by, typed) });
        toast({ text: words.removed });
        onClose();
      }}
    >
      <p>{fill(words.removeText, { name: passkey.name })}</p>
      <OwnProofFields by={by} hasPassword={hasPassword} onBy={setBy} />
      <Buttons onClose={onClose} submit={words.removeSubmit} />
    </Form>
  );
}
