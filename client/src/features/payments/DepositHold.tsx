import { useMutation, useQueryClient } from '@tanstack/react-query';
import { OptionalText } from '@tsudoi/shared/contracts/text.contract';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { depositTexts } from './deposit-texts.ts';

const Held = z.strictObject({ note: OptionalText });

/** Money of somebody unknown is kept aside, and is no payment of anybody. */
export function DepositHold({ depositId, onClose }: { readonly depositId: string; onClose(): void }) {
  const words = useWords(depositTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const hold = useMutation(trpc.deposits.hold.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.holdTitle}>
      <Form
        schema={Held}
        defaults={{ note: '' }}
        onSubmit={async ({ note }) => {
          await hold.mutateAsync({ depositId: depositId as never, note });
          await queries.invalidateQueries(trpc.deposits.pathFilter());
          onClose();
        }}
      >
        <p className="muted">{words.holdText}</p>
        <TextField name="note" label={words.holdNote} maxLength={200} optional />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.holdDo}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
