import { PasswordText } from '@tsudoi/shared/contracts/text.contract';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { useWords } from '../../lib/words.ts';
import { officeTexts } from './office-texts.ts';

const Proof = z.object({ password: PasswordText });

interface ProvenDialogProps {
  readonly title: string;
  readonly text: string;
  readonly onClose: () => void;
  run(password: string): Promise<unknown>;
}

/** What will happen, and the own password before it does. */
export function ProvenDialog({ title, text, onClose, run }: ProvenDialogProps) {
  const words = useWords(officeTexts);
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <Form
        schema={Proof}
        asks={false}
        defaults={{ password: '' }}
        errorField={{ IDENTITY_MISMATCH: 'password' }}
        onSubmit={async ({ password }) => {
          await run(password);
          onClose();
        }}
      >
        <p>{text}</p>
        <OwnPasswordField />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{title}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
