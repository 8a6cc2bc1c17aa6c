import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import { useMemo } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useKit } from '../../lib/i18n/kit.ts';
import { fill } from '../../lib/words.ts';

const schemaOf = (typedWord: string) =>
  z.strictObject({
    reason: ShortText,
    word: z.string().refine((word) => word.trim() === typedWord, 'other_word'),
  });

interface ReasonFormProps {
  /** What follows from the act, above the field. */
  readonly text?: string;
  readonly label: string;
  readonly hint: string;
  /** Said where no reason is given. */
  readonly missing?: string;
  /** What has to be typed before many are touched. */
  readonly typedWord?: string;
  readonly back: string;
  readonly submit: string;
  readonly kind?: 'danger';
  readonly onBack: () => void;
  readonly onSubmit: (reason: z.output<typeof ShortText>) => Promise<void>;
}

/** An act that goes on record with its reason: in a dialog, with the way back beside it. */
export function ReasonForm({ text, label, hint, missing, typedWord = '', back, submit, kind, onBack, onSubmit }: ReasonFormProps) {
  const kit = useKit();
  const schema = useMemo(() => schemaOf(typedWord), [typedWord]);
  return (
    <Form schema={schema} defaults={{ reason: '', word: '' }} onSubmit={({ reason }) => onSubmit(reason)}>
      {text === undefined ? null : <p className="muted">{text}</p>}
      <TextField name="reason" label={label} hint={hint} {...(missing === undefined ? {} : { messages: { required: missing } })} required />
      {typedWord === '' ? null : (
        <TextField
          name="word"
          label={fill(kit.confirmTyping, { word: typedWord })}
          messages={{ other_word: fill(kit.confirmMissing, { word: typedWord }) }}
          autoComplete="off"
          required
        />
      )}
      <FormButtons>
        <Button size="lg" onPress={onBack}>
          {back}
        </Button>
        <SubmitButton {...(kind ? { kind } : {})}>{submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
