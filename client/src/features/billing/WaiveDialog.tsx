import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';

const Reason = z.strictObject({ reason: ShortText });

/** Lets a small shortage go, with the reason on record. One dialog is one entry, however often it is pressed. */
export function WaiveDialog({ bill, onClose }: { bill: BillDetail; onClose(): void }) {
  const { bill: words, offline } = useWords(adminBillingTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const waive = useMutation(trpc.payments.writeOff.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.waiveTitle, { amount: bill.outstanding })}>
      <p className="muted">{words.waiveText}</p>
      <Form
        schema={Reason}
        defaults={{ reason: '' }}
        onSubmit={async ({ reason }) => {
          await waive.mutateAsync({ billId: bill.billId, reason, idempotencyKey });
          await Promise.all([queries.invalidateQueries(trpc.billing.pathFilter()), queries.invalidateQueries(trpc.payments.pathFilter())]);
          onClose();
        }}
      >
        <TextField
          name="reason"
          label={words.waiveReason}
          hint={words.waiveReasonHint}
          messages={{ required: words.cancelReasonMissing }}
          required
        />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {offline.cancel}
          </Button>
          <SubmitButton>{words.waive}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
