import { useQuery } from '@tanstack/react-query';
import type { BillsState } from '@tsudoi/shared/contracts/views/saved-view.contract';
import type { BillingRunId } from '@tsudoi/shared/kernel/ids';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { cancelledRunTexts } from './cancelled-run-texts.ts';

/** Over the bills of a run that was taken back: what became of them, and the way to those that are cancelled or to all. */
export function CancelledRun({ billingRunId, status }: { readonly billingRunId: BillingRunId; readonly status: BillsState['status'] }) {
  const org = useOrg();
  const words = useWords(cancelledRunTexts);
  const trpc = useTRPC();
  const run = useQuery(trpc.billing.run.queryOptions({ billingRunId }));
  if (!run.data?.cancellation) return null;
  const { billName: name, cancellation } = run.data;
  const { state, kept } = cancellation;
  if (state === 'processing') return <Note title={fill(words.going, { name })}>{words.goingText}</Note>;
  const isShown = status === 'cancelled';
  return (
    <Note
      title={fill(words.gone, { name })}
      action={
        <TextLink to="/$org/admin/bills" params={{ org }} search={{ run: billingRunId, ...(isShown ? {} : { status: 'cancelled' }) }}>
          {isShown ? words.seeAll : words.seeCancelled}
        </TextLink>
      }
    >
      {kept === 0 ? words.allText : fill(words.keptText, { kept })}
    </Note>
  );
}
