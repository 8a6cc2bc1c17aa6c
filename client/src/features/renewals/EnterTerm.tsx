import { useMutation, useQueryClient } from '@tanstack/react-query';
import { OptionalText } from '@tsudoi/shared/contracts/text.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { renewalTexts } from './renewal-texts.ts';

const Entry = z
  .strictObject({ from: JstDate, through: JstDate, reason: OptionalText })
  .refine(({ from, through }) => from <= through, { path: ['through'], message: 'before_from' });

/** A term of before, or one that was paid elsewhere. */
export function EnterTerm({ memberId, onClose }: { readonly memberId: MemberId; onClose(): void }) {
  const words = useWords(renewalTexts).panel;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const enter = useMutation(trpc.renewals.enterTerm.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.enter}>
      <Form
        schema={Entry}
        defaults={{ from: '', through: '', reason: '' }}
        onSubmit={async (values) => {
          await enter.mutateAsync({ memberId, ...values, idempotencyKey });
          await queries.invalidateQueries(trpc.renewals.pathFilter());
          toast({ text: words.saved });
          onClose();
        }}
      >
        <DateField name="from" label={words.from} hint={words.dateHint} required />
        <DateField name="through" label={words.until} hint={words.dateHint} messages={{ before_from: words.beforeFrom }} required />
        <TextField name="reason" label={words.reason} maxLength={200} autoComplete="off" optional />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
