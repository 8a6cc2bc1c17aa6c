import { useMutation, useQueryClient } from '@tanstack/react-query';
import { OptionalText, ShortText } from '@tsudoi/shared/contracts/text.contract';
import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { depositTexts } from './deposit-texts.ts';

const Held = z.strictObject({ note: OptionalText });
const Ended = z.strictObject({ note: ShortText });

interface DepositHoldProps {
  readonly depositId: DepositId;
  /** A 取消: it is put away for good, and never without a word on why. */
  readonly isRecall: boolean;
  onClose(): void;
}

/** Money of somebody unknown is kept aside, and is no payment of anybody. */
export function DepositHold({ depositId, isRecall, onClose }: DepositHoldProps) {
  const words = useWords(depositTexts);
  const say = isRecall
    ? { title: words.putAwayTitle, text: words.putAwayText, act: words.putAway }
    : { title: words.holdTitle, text: words.holdText, act: words.holdDo };
  const trpc = useTRPC();
  const queries = useQueryClient();
  const hold = useMutation(trpc.deposits.hold.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={say.title}>
      <Form
        schema={isRecall ? Ended : Held}
        defaults={{ note: '' }}
        onSubmit={async ({ note }) => {
          await hold.mutateAsync({ depositId, note });
          await queries.invalidateQueries(trpc.deposits.pathFilter());
          onClose();
        }}
      >
        <p className="muted">{say.text}</p>
        {isRecall ? (
          <TextField name="note" label={words.putAwayNote} maxLength={100} messages={{ required: words.putAwayMissing }} required />
        ) : (
          <TextField name="note" label={words.holdNote} maxLength={200} optional />
        )}
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{say.act}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
