import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { useIsAdmin } from './record.view.ts';
import { removalOf } from './status-removal.rules.ts';
import { statusTexts } from './status-texts.ts';
import { useUndoToast } from './undo-toast.view.ts';

interface StatusRemovalDialogProps {
  readonly member: MemberDetail;
  readonly entry: MemberDetail['statusHistory'][number];
  readonly onClose: () => void;
}

/** Asks before a status that has begun is taken out of the history, and says what follows. */
export function StatusRemovalDialog({ member, entry, onClose }: StatusRemovalDialogProps) {
  const { statuses } = useWords(adminMemberTexts).detail;
  const words = useWords(statusTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const cancel = useMutation(trpc.members.cancelStatus.mutationOptions());
  const say = useUndoToast(member.memberId);
  const { after, login } = removalOf(member, entry, { isAdmin: useIsAdmin() }) ?? { after: member.status, login: 'stays' };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={fill(words.removeTitle, { date: formatDateLong(entry.effectiveOn), status: statuses[entry.status] })}
      rows={[
        {
          label: words.removeNow,
          value:
            after === member.status
              ? fill(words.removeSame, { status: statuses[after] })
              : fill(words.removeTurns, { from: statuses[member.status], to: statuses[after] }),
        },
        { label: words.login, value: words.removeLogin[login] },
        { label: words.removeBills, value: words.removeBillsText },
      ]}
      confirmLabel={words.removeConfirm}
      kind="danger"
      onConfirm={async () => {
        await cancel.mutateAsync({ memberId: member.memberId, entryId: entry.entryId, begun: true });
        await queries.invalidateQueries(trpc.members.pathFilter());
        await say(words.removeDone);
      }}
    >
      <p>{words.removeText}</p>
    </ConfirmDialog>
  );
}
