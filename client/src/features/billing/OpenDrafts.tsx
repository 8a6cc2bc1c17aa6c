import { useQuery } from '@tanstack/react-query';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { formatCount, formatYen } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingRunView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { useDueAgain } from './DueAgain.tsx';
import { runTexts } from './run-texts.ts';

/** The question before a run's drafts go out, in figures, and with a new due day where theirs is over. */
export function useOpenDrafts(
  run: BillingRunView,
  open: (asked: { readonly billingRunId: BillingRunView['billingRunId']; readonly dueOn: JstDate | null }) => Promise<unknown>,
) {
  const words = useWords(runTexts);
  const trpc = useTRPC();
  const [asking, setAsking] = useState(false);
  // What goes out is asked for anew with each opening: drafts are cancelled, changed and confirmed one by one as well.
  const now = useQuery({ ...trpc.billing.runDrafts.queryOptions({ billingRunId: run.billingRunId }), staleTime: 0 });
  const count = now.data?.count ?? run.done - run.failed;
  const drafts = now.data ?? null;
  const due = useDueAgain(run.dueOn);
  return {
    count,
    isPending: now.isPending,
    isOver: due.field !== null,
    ask: () => void now.refetch().then(({ isSuccess }) => isSuccess && setAsking(true)),
    dialog: (
      <ConfirmDialog
        isOpen={asking}
        onClose={() => setAsking(false)}
        title={fill(words.confirm.title, { count })}
        rows={[
          { label: words.list.name, value: run.billName },
          { label: words.confirm.people, value: formatCount(count, 'member') },
          { label: words.confirm.amount, value: formatYen(drafts?.amount ?? 0) },
          ...(drafts === null || drafts.zero === 0 ? [] : [{ label: words.confirm.zero, value: formatCount(drafts.zero, 'member') }]),
          ...(run.failed === 0 ? [] : [{ label: words.confirm.failed, value: formatCount(run.failed, 'member') }]),
          { label: words.confirm.dueOn, value: formatDateLong(run.dueOn) },
        ]}
        typedWord={words.confirm.word}
        confirmLabel={fill(words.confirm.submit, { count })}
        kind="primary"
        onConfirm={async () => {
          await open({ billingRunId: run.billingRunId, dueOn: due.dueOn });
        }}
      >
        {due.field}
      </ConfirmDialog>
    ),
  };
}
