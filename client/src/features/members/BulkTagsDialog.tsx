import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type TagAction, tagActions } from '@tsudoi/shared/contracts/members/tag-job.contract';
import type { TagJobId } from '@tsudoi/shared/kernel/ids';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ChoiceCards } from '../../components/Choice.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import type { BulkProps } from './bulk-chosen.view.ts';
import { DialogLine } from '../../components/DialogLine.tsx';
import { rollTexts } from './roll-texts.ts';
import { TagJobResult } from './TagJobResult.tsx';

interface BulkTagsDialogProps extends BulkProps {
  readonly onClose: () => void;
}

/** Which tag, on or off; how far it has come when they are many; who stays without, and why. */
export function BulkTagsDialog({ selection, counted, onClose }: BulkTagsDialogProps) {
  const org = useOrg();
  const words = useWords(rollTexts).tags;
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const known = useQuery(trpc.members.tags.queryOptions());
  // One key for this dialog and what it asks: pressed twice, it is one change.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const [action, setAction] = useState<TagAction>('add');
  const [tag, setTag] = useState('');
  const [missing, setMissing] = useState(false);
  const [jobId, setJobId] = useState<TagJobId | null>(null);
  const said = useRef(false);
  const change = useMutation(trpc.members.changeTags.mutationOptions());
  const undo = useMutation(trpc.members.undoTagJob.mutationOptions());
  useLive(['members']);
  const job = useQuery(trpc.members.tagJob.queryOptions(jobId === null ? skipToken : { tagJobId: jobId }));
  const count = selection.kind === 'all' ? selection.total : selection.rows.length;
  const reload = () => queries.invalidateQueries(trpc.members.pathFilter());
  const anew = () => setKey(crypto.randomUUID());

  const chosen = () => {
    if (selection.kind === 'members') return { memberIds: selection.rows.map((row) => row.memberId) };
    const { sort: _sort, descending: _descending, ...filter } = selection.filter;
    return { filter };
  };
  const say = (done: NonNullable<typeof job.data>) => {
    if (done.fullCount === 0) onClose();
    if (done.changed === 0) return toast({ text: words.nothing });
    return toast({
      text: fill(words.done[done.action], { tag: done.tag, count: counted(done.changed) }),
      undo: async () => {
        await undo.mutateAsync({ tagJobId: done.tagJobId });
        await reload();
      },
    });
  };
  const apply = async () => {
    setMissing(tag.trim() === '');
    if (tag.trim() === '') return;
    const made = await change.mutateAsync({ action, tag, members: chosen(), idempotencyKey });
    queries.setQueryData(trpc.members.tagJob.queryKey({ tagJobId: made.tagJobId }), made);
    setJobId(made.tagJobId);
    await reload();
  };
  const finished = job.data?.state === 'done' ? job.data : null;
  useEffect(() => {
    if (finished === null || said.current) return;
    said.current = true;
    say(finished);
  });
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.title, { count: counted(count) })}>
      {jobId === null ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void apply().catch(() => undefined);
          }}
        >
          <ChoiceCards
            label={words.action}
            value={action}
            options={tagActions.map((one) => ({ value: one, label: words.actions[one] }))}
            onChange={(next) => {
              setAction(next as TagAction);
              anew();
            }}
          />
          <DialogLine
            label={words.tag}
            value={tag}
            maxLength={30}
            missing={missing ? words.missing : null}
            list="bulk-tags"
            onChange={(next) => {
              setTag(next);
              anew();
            }}
          />
          <datalist id="bulk-tags">
            {(known.data ?? []).map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
          {change.error ? <Note kind="danger">{errorText(change.error)}</Note> : null}
          <DialogActions>
            <Button size="lg" onPress={onClose}>
              {words.cancel}
            </Button>
            <Button size="lg" kind="primary" type="submit" isPending={change.isPending}>
              {words.actions[action]}
            </Button>
          </DialogActions>
        </form>
      ) : (
        <>
          <TagJobResult job={job.data} title={words.running} counted={counted} />
          <p>
            <TextLink to="/$org/admin/members/jobs/$jobId" params={{ org, jobId }}>
              {words.toJob}
            </TextLink>
          </p>
          <DialogActions>
            <Button size="lg" kind="primary" onPress={onClose}>
              {words.close}
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}
