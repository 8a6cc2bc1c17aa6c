import { useMutation } from '@tanstack/react-query';
import { RequestEmailChangeInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { emailTexts } from './email-texts.ts';

/** Asks for the link to the new address; nothing has changed yet when it is sent, and the page says so. */
export function EmailForm({ onClose }: { readonly onClose: () => void }) {
  const words = useWords(emailTexts);
  const trpc = useTRPC();
  const [sentTo, setSentTo] = useState('');
  const request = useMutation(trpc.identity.requestEmailChange.mutationOptions({ onSuccess: ({ to }) => setSentTo(to) }));
  if (sentTo !== '')
    return (
      <Note kind="ok" live title={fill(words.sentTitle, { to: sentTo })}>
        {words.sentText}
      </Note>
    );
  return (
    <Form
      schema={RequestEmailChangeInput}
      defaults={{ email: '' }}
      errorField={{ EMAIL_TAKEN: 'email' }}
      onSubmit={(values) => request.mutateAsync(values)}
    >
      <TextField
        name="email"
        type="email"
        label={words.next}
        hint={words.hint}
        autoComplete="email"
        messages={{ required: words.missing }}
      />
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
