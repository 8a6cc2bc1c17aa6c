import { DecideChangesInput } from '@tsudoi/shared/contracts/members/change-request.contract';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useWords } from '../../lib/words.ts';
import { changeTexts } from './change-texts.ts';

const Reason = z
  .object({ reason: DecideChangesInput.shape.reason })
  .refine(({ reason }) => reason !== '', { path: ['reason'], error: 'required' });

interface Props {
  readonly title: string;
  readonly onRefuse: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** No request is refused without a word to whoever asked. */
export function RefuseChanges({ title, onRefuse, onClose }: Props) {
  const words = useWords(changeTexts);
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <Form
        schema={Reason}
        defaults={{ reason: '' }}
        onSubmit={async ({ reason }) => {
          await onRefuse(reason);
          onClose();
        }}
      >
        <p className="muted">{words.refuseText}</p>
        <TextField name="reason" label={words.reason} hint={words.reasonHint} required autoComplete="off" />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.refuse}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
