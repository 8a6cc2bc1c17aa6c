import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { DunningJobId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { formatYen } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DunningPlanRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';

/** A round before it is sent: what goes to how many, and the act. One dialog is one round, however often it is pressed. */
export function useSendRound(rows: readonly DunningPlanRow[]) {
  const words = useWords(dunningTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { mutateAsync, isPending, error } = useMutation(trpc.dunning.send.mutationOptions());
  const by = (channel: 'mail' | 'letter') => rows.filter(({ channels }) => channels.includes(channel)).length;
  const facts = [
    { label: words.sendMembers, value: fill(words.people, { count: rows.length }) },
    { label: words.sendSum, value: formatYen(rows.reduce((sum, row) => sum + row.outstanding, 0)) },
    { label: words.sendMails, value: fill(words.copies, { count: by('mail') }) },
    { label: words.sendLetters, value: fill(words.copies, { count: by('letter') }) },
  ];
  const send = async (onSent: (jobId: DunningJobId) => void): Promise<void> => {
    const job = await mutateAsync({ memberIds: rows.map(({ memberId }) => memberId), idempotencyKey });
    queries.setQueryData(trpc.dunning.job.queryKey({ dunningJobId: job.dunningJobId }), job);
    onSent(job.dunningJobId);
    await queries.invalidateQueries(trpc.dunning.plan.pathFilter());
  };
  return { facts, send, isPending, error };
}
