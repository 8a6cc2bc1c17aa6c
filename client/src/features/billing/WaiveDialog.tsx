import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { ReasonForm } from './ReasonForm.tsx';
import { useSeenBill } from './seen-bill.view.ts';

/** Lets a small shortage go, with the reason on record. One dialog is one entry, however often it is pressed. */
export function WaiveDialog({ bill, onClose }: { bill: BillDetail; onClose(): void }) {
  const { bill: words, offline } = useWords(adminBillingTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { seen, lookAgain } = useSeenBill(bill);
  const waive = useMutation(trpc.payments.writeOff.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.waiveTitle, { amount: seen.outstanding })}>
      <p className="muted">{words.waiveText}</p>
      <ReasonForm
        label={words.waiveReason}
        hint={words.waiveReasonHint}
        missing={words.cancelReasonMissing}
        back={offline.cancel}
        submit={words.waive}
        onBack={onClose}
        onSubmit={async (reason) => {
          const expected = { outstanding: seen.outstanding };
          await waive.mutateAsync({ billId: bill.billId, expected, reason, idempotencyKey }).catch(lookAgain);
          await Promise.all([queries.invalidateQueries(trpc.billing.pathFilter()), queries.invalidateQueries(trpc.payments.pathFilter())]);
          onClose();
        }}
      />
    </Dialog>
  );
}
