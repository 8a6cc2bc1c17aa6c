import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ReissueReceiptInput } from '@tsudoi/shared/contracts/documents/receipt.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { ReceiptView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { billPaperTexts } from './bill-paper-texts.ts';

const Again = z.strictObject({
  addressee: ReissueReceiptInput.shape.addressee.unwrap(),
  reason: ReissueReceiptInput.shape.reason,
  onPaper: z.boolean(),
});

/** 再発行: the same number, marked, for a reason. One dialog is one copy, however often it is pressed. */
export function ReceiptAgain({ receipt, onClose }: { receipt: ReceiptView; onClose(): void }) {
  const words = useWords(billPaperTexts).receipt;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const again = useMutation(trpc.documents.reissueReceipt.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.againTitle}>
      <p className="muted">{words.againText}</p>
      <Form
        schema={Again}
        defaults={{ addressee: receipt.addressee, reason: '', onPaper: false }}
        onSubmit={async ({ addressee, reason, onPaper }) => {
          const changed = addressee === receipt.addressee ? {} : { addressee };
          const medium = onPaper ? ('paper' as const) : ('electronic' as const);
          const issued = await again.mutateAsync({ receiptId: receipt.receiptId, ...changed, reason, medium, idempotencyKey });
          queries.setQueryData(trpc.documents.receiptOfBill.queryKey({ billId: receipt.billId }), issued);
          toast({ text: words.done });
          onClose();
        }}
      >
        <TextField name="addressee" label={words.addressee} required />
        <TextField name="reason" label={words.reason} hint={words.reasonHint} required />
        <CheckboxField name="onPaper" label={words.paper} hint={words.paperHint} />
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
