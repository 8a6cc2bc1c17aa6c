import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DunningJobId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { formatYen } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DunningPlanRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';
import { NoticeText } from './NoticeText.tsx';

interface SendProps {
  readonly rows: readonly DunningPlanRow[];
  onClose(): void;
  onSent(jobId: DunningJobId): void;
}

/** What goes to how many, before it does. One dialog is one round, however often it is pressed. */
export function SendDialog({ rows, onClose, onSent }: SendProps) {
  const words = useWords(dunningTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const send = useMutation(trpc.dunning.send.mutationOptions());
  const by = (channel: 'mail' | 'letter') => rows.filter(({ channels }) => channels.includes(channel)).length;
  const count = rows.length;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={fill(words.sendTitle, { count })}
      rows={[
        { label: words.sendMembers, value: fill(words.people, { count }) },
        { label: words.sendSum, value: formatYen(rows.reduce((sum, row) => sum + row.outstanding, 0)) },
        { label: words.sendMails, value: fill(words.copies, { count: by('mail') }) },
        { label: words.sendLetters, value: fill(words.copies, { count: by('letter') }) },
      ]}
      confirmLabel={fill(words.send, { count })}
      onConfirm={async () => {
        const job = await send.mutateAsync({ memberIds: rows.map(({ memberId }) => memberId), idempotencyKey });
        onSent(job.dunningJobId);
        await queries.invalidateQueries(trpc.dunning.plan.pathFilter());
      }}
    >
      <p>{words.sendText}</p>
      {rows[0] ? <FirstText row={rows[0]} /> : null}
    </ConfirmDialog>
  );
}

/** What the first of them gets, word for word: the others get the same with their own bills. */
function FirstText({ row }: { row: DunningPlanRow }) {
  const words = useWords(dunningTexts);
  const trpc = useTRPC();
  const { data } = useQuery(trpc.dunning.noticePreview.queryOptions({ memberId: row.memberId }));
  if (!data?.notice) return null;
  return (
    <>
      <p className="muted">{fill(words.sendFirst, { name: row.memberName })}</p>
      <NoticeText short subject={data.notice.subject} text={data.notice.text} />
    </>
  );
}
