import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';

const Reason = z.strictObject({ reason: ShortText });

interface ReasonFormProps {
  /** What follows from the act, above the field. */
  readonly text?: string;
  readonly label: string;
  readonly hint: string;
  /** Said where no reason is given. */
  readonly missing?: string;
  readonly back: string;
  readonly submit: string;
  readonly kind?: 'danger';
  readonly onBack: () => void;
  readonly onSubmit: (reason: z.output<typeof ShortText>) => Promise<void>;
}

/** An act that goes on record with its reason: in a dialog, with the way back beside it. */
export function ReasonForm({ text, label, hint, missing, back, submit, kind, onBack, onSubmit }: ReasonFormProps) {
  return (
    <Form schema={Reason} defaults={{ reason: '' }} onSubmit={({ reason }) => onSubmit(reason)}>
      {text === undefined ? null : <p className="muted">{text}</p>}
      <TextField name="reason" label={label} hint={hint} {...(missing === undefined ? {} : { messages: { required: missing } })} required />
      <FormButtons>
        <Button size="lg" onPress={onBack}>
          {back}
        </Button>
        <SubmitButton {...(kind ? { kind } : {})}>{submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
