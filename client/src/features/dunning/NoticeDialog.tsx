import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';
import { NoticeText } from './NoticeText.tsx';

/** Word for word what a member would get now. */
export function NoticeDialog({ memberId, name, onClose }: { memberId: MemberId; name: string; onClose(): void }) {
  const words = useWords(dunningTexts);
  const trpc = useTRPC();
  const preview = useQuery(trpc.dunning.noticePreview.queryOptions({ memberId }));
  return (
    <Dialog isOpen wide onClose={onClose} title={fill(words.previewTitle, { name })}>
      <QueryState query={preview} skeleton={<ListSkeleton rows={4} />}>
        {({ notice }) => (notice === null ? <p>{words.previewNothing}</p> : <NoticeText {...notice} />)}
      </QueryState>
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {words.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
