import { useQuery } from '@tanstack/react-query';
import type { DunningJobId } from '@tsudoi/shared/kernel/ids';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { DunningPlanRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';
import { NoticeText } from './NoticeText.tsx';
import { useSendRound } from './send-round.view.ts';

interface SendProps {
  readonly rows: readonly DunningPlanRow[];
  onClose(): void;
  onSent(jobId: DunningJobId): void;
}

/** What goes to how many, before it does. */
export function SendDialog({ rows, onClose, onSent }: SendProps) {
  const words = useWords(dunningTexts);
  const { facts, send } = useSendRound(rows);
  const count = rows.length;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={fill(words.sendTitle, { count })}
      rows={facts}
      confirmLabel={fill(words.send, { count })}
      onConfirm={() => send(onSent)}
    >
      <p>{words.sendText}</p>
      <FirstText rows={rows} />
    </ConfirmDialog>
  );
}

/** What the first of them gets, word for word: the others get the same with their own bills. */
export function FirstText({ rows: [first] }: Pick<SendProps, 'rows'>) {
  return first ? <TextTo row={first} /> : null;
}

function TextTo({ row }: { row: DunningPlanRow }) {
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
