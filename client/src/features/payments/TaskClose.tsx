import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { TaskView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';

const Done = z.strictObject({ note: ShortText });

/** Puts a matter away, with what was done about it. */
export function TaskClose({ task, onClose }: { task: TaskView; onClose(): void }) {
  const words = useWords(adminPaymentTexts).close;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const close = useMutation(trpc.payments.closeTask.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <Form
        schema={Done}
        defaults={{ note: '' }}
        onSubmit={async ({ note }) => {
          await close.mutateAsync({ taskId: task.taskId, note });
          await Promise.all([
            queries.invalidateQueries(trpc.payments.tasks.pathFilter()),
            queries.invalidateQueries(trpc.reports.pathFilter()),
          ]);
          toast({ text: words.done });
          onClose();
        }}
      >
        <p className="muted">{words.text}</p>
        <TextField name="note" label={words.note} hint={words.noteHint} messages={{ required: words.missing }} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
