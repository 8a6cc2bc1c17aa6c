import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useWords } from '../../lib/words.ts';
import { billEditTexts } from './bill-edit-texts.ts';

const Name = z.strictObject({ billName: ShortText });

interface RenameDialogProps {
  readonly title: string;
  /** What takes the name and what does not. */
  readonly text: string;
  readonly done: string;
  readonly billName: string;
  onRename(billName: string): Promise<unknown>;
  onClose(): void;
}

/** Another name for one bill or all bills of a run, also when they are paid (BIL-07). */
export function RenameDialog({ title, text, done, billName: present, onRename, onClose }: RenameDialogProps) {
  const words = useWords(billEditTexts);
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <p className="muted">{text}</p>
      <Form
        schema={Name}
        defaults={{ billName: present }}
        errorField={{ DONATION_NOT_ALLOWED: 'billName' }}
        onSubmit={async ({ billName }) => {
          await onRename(billName);
          toast({ text: done });
          onClose();
        }}
      >
        <TextField name="billName" label={words.name} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.back}
          </Button>
          <SubmitButton>{words.rename}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
