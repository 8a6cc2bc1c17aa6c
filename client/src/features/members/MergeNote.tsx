import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MemberId, MemberMergeId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDateLong, formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { MergeBlockers } from './MergeReasons.tsx';
import { mergeTexts } from './merge-texts.ts';

/** Above a record that became part of another, or that others became part of: where it is now, and the way back. */
export function MergeNotes({ memberId }: { readonly memberId: MemberId }) {
  const words = useWords(mergeTexts);
  const org = useOrg();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const may = useMay();
  const mayUndo = may('members.write') && may('billing.write');
  const merges = useQuery(trpc.duplicates.mergesOf.queryOptions({ memberId }));
  const undo = useMutation(trpc.duplicates.undoMerge.mutationOptions());
  const [asked, setAsked] = useState('');
  const standing = (merges.data ?? []).filter((merge) => !merge.undone);
  const one = standing.find(({ mergeId }) => mergeId === asked);
  const act = async (mergeId: MemberMergeId) => {
    try {
      await undo.mutateAsync({ mergeId });
    } catch {
      await merges.refetch();
      return;
    }
    setAsked('');
    await queries.invalidateQueries();
    toast({ text: words.undone });
  };
  return (
    <>
      {standing.map((merge) => {
        const isGone = merge.mergedId === memberId;
        const facts = {
          when: formatMoment(merge.at),
          actor: merge.actor,
          until: formatDateLong(merge.undoUntil),
          name: isGone ? merge.keptName : merge.mergedName,
          number: isGone ? merge.keptNumber : merge.mergedNumber,
        };
        const isOver = merge.blockers.some(({ kind }) => kind === 'over');
        return (
          <Note
            key={merge.mergeId}
            kind={isGone ? 'warn' : 'info'}
            title={fill(isGone ? words.intoTitle : words.fromTitle, facts)}
            action={
              mayUndo && !isOver ? (
                <Button
                  size="sm"
                  onPress={() => {
                    undo.reset();
                    setAsked(merge.mergeId);
                  }}
                >
                  {words.undo}
                </Button>
              ) : undefined
            }
          >
            <p>{fill(isGone ? words.intoText : isOver ? words.fromOver : words.fromText, facts)}</p>
            <p>
              <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: isGone ? merge.keptId : merge.mergedId }}>
                {isGone ? words.goto : words.see}
              </TextLink>
            </p>
          </Note>
        );
      })}
      {one ? (
        <Dialog isOpen onClose={() => setAsked('')} title={words.undoTitle}>
          <p>{words.undoConfirmText}</p>
          <MergeBlockers blockers={one.blockers} />
          {undo.isError ? <Note kind="danger">{errorText(undo.error)}</Note> : null}
          <DialogActions>
            <Button size="lg" onPress={() => setAsked('')}>
              {words.cancel}
            </Button>
            {one.blockers.length > 0 ? null : (
              <Button size="lg" kind="primary" isPending={undo.isPending} onPress={() => void act(one.mergeId)}>
                {words.undo}
              </Button>
            )}
          </DialogActions>
        </Dialog>
      ) : null}
    </>
  );
}
