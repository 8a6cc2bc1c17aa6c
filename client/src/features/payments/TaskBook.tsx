import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { MoneyField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { TaskView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { taskBookTexts } from './task-book-texts.ts';

const Came = z.strictObject({ amount: PriceYen, note: ShortText });

/** Somebody says how much of held money came, or that what was received has moved; above the limit somebody else agrees. */
export function TaskBook({ task, title }: { readonly task: TaskView; readonly title: string }) {
  const texts = useWords(taskBookTexts);
  const isSum = task.says === null || task.says === 'came';
  const words = task.says === null || task.says === 'came' ? texts : { ...texts, ...texts[task.says] };
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asks, setAsks] = useState<'book' | 'agree' | null>(null);
  const book = useMutation(trpc.payments.bookHeld.mutationOptions());
  const agree = useMutation(trpc.payments.agreeHeld.mutationOptions());
  const afterwards = async (text: string) => {
    await Promise.all([trpc.payments, trpc.billing, trpc.reports].map((part) => queries.invalidateQueries(part.pathFilter())));
    toast({ text });
  };
  const close = () => setAsks(null);
  const { taskId, asked } = task;
  return (
    <>
      {asked === null ? null : <Note>{fill(words.asked, { by: asked.by, amount: asked.amount })}</Note>}
      {asked !== null && !asked.isOwn ? (
        <Button onPress={() => setAsks('agree')}>{fill(words.agree, { amount: asked.amount })}</Button>
      ) : null}
      <Button label={fill(words.openOf, { title })} onPress={() => setAsks('book')}>
        {words.open}
      </Button>
      {asks === 'book' ? (
        <Dialog isOpen onClose={close} title={words.title}>
          <Form
            schema={Came}
            defaults={{ amount: task.received !== null && task.received > 0 ? task.received : null, note: '' }}
            onSubmit={async ({ amount, note }) => {
              const { asked: waits } = await book.mutateAsync({ taskId, amount, note });
              await afterwards(waits === null ? words.booked : words.waits);
              close();
            }}
          >
            <p className="muted">{fill(words.text, { amount: task.received ?? 0 })}</p>
            {isSum ? <MoneyField name="amount" label={words.amount} hint={words.amountHint} required /> : null}
            <TextField name="note" label={words.note} messages={{ required: words.missing }} required />
            <FormButtons>
              <Button size="lg" onPress={close}>
                {words.cancel}
              </Button>
              <SubmitButton>{words.submit}</SubmitButton>
            </FormButtons>
          </Form>
        </Dialog>
      ) : null}
      {asks === 'agree' && asked !== null ? (
        <ConfirmDialog
          isOpen
          onClose={close}
          title={fill(words.agreeTitle, { amount: asked.amount })}
          confirmLabel={words.submit}
          onConfirm={async () => {
            await agree.mutateAsync({ taskId, amount: asked.amount });
            await afterwards(words.booked);
          }}
        >
          <p>{words.agreeText}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
