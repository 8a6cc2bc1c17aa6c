import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CancelPlan, ChosenBills } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { useState } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { toast } from '../../components/Toast.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { cancelJobTexts } from './cancel-job-texts.ts';
import { isMany } from './cancel-plan.rules.ts';
import { CancelWhat } from './CancelWhat.tsx';
import { ReasonForm } from './ReasonForm.tsx';

/** Takes many bills back: what would happen and to how many, the reason, and above 200 a word (BIL-08; interface.md 5.1). */
export function BillsCancel({ bills, onClose }: { bills: ChosenBills; onClose(): void }) {
  const org = useOrg();
  const edit = useWords(billEditTexts);
  const words = useWords(cancelJobTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  // One key for this dialog: pressed twice, it is done once.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  // What is confirmed is what was seen: nothing changes under the eyes, and the server refuses what is not true any more.
  const plan = useQuery({ ...trpc.billing.planCancel.queryOptions({ bills }), staleTime: 'static', gcTime: 0 });
  const start = useMutation(trpc.billing.startCancel.mutationOptions());

  const submit = async ({ count, amount }: CancelPlan, reason: string) => {
    const job = await start.mutateAsync({ bills, expected: { count, amount }, reason, idempotencyKey }).catch(async (error: unknown) => {
      if (domainCodeOf(error) === 'CANCEL_PLAN_STALE') {
        setKey(crypto.randomUUID());
        await plan.refetch();
      }
      throw error;
    });
    void queries.invalidateQueries(trpc.billing.pathFilter());
    onClose();
    if (job.state === 'done' && job.kept === 0) return toast({ text: fill(edit.cancelled, { count: job.cancelled }) });
    return navigate({ to: '/$org/admin/bills/cancellations/$cancelJobId', params: { org, cancelJobId: job.cancelJobId } });
  };
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <QueryState query={plan}>
        {(seen) => (
          <CancelWhat plan={seen} isNothing={seen.count === 0} onClose={onClose}>
            <p className="muted">{words.noUndo}</p>
            {isMany(seen) ? <p className="muted">{words.background}</p> : null}
            <ReasonForm
              text={edit.cancelText}
              label={edit.cancelReason}
              hint={edit.cancelReasonHint}
              back={edit.back}
              submit={edit.cancelSubmit}
              kind="danger"
              {...(isMany(seen) ? { typedWord: words.word } : {})}
              onBack={onClose}
              onSubmit={async (reason) => {
                await submit(seen, reason);
              }}
            />
          </CancelWhat>
        )}
      </QueryState>
    </Dialog>
  );
}
