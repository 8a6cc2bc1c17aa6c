import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Progress } from '../../components/Progress.tsx';
import type { ReactNode } from 'react';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useWords } from '../../lib/words.ts';
import { statusTexts } from './status-texts.ts';

interface Standing {
  readonly state: 'running' | 'done' | 'undoing' | 'undone';
  readonly total: number;
  readonly done: number;
  readonly changed: number;
}

/** How far a change of many is. */
export function JobProgress({ job: { state, done, total }, title }: { readonly job: Standing; readonly title: string }) {
  const words = useWords(statusTexts);
  if (state === 'done' || state === 'undone') return null;
  return (
    <>
      <Progress done={done} total={total} label={title} striped />
      <p className="muted">{words.runningNote}</p>
    </>
  );
}

interface JobDialogProps {
  readonly jobId: string;
  readonly title: string;
  readonly job: Standing | undefined;
  readonly undo: { readonly isPending: boolean; readonly error: unknown };
  readonly takeBack: () => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A change of many under way and done: how far, what became of each, and the way back. */
export function JobDialog({ jobId, title, job, undo, takeBack, onClose, children }: JobDialogProps) {
  const org = useOrg();
  const words = useWords(statusTexts);
  const text = useErrorText();
  const mayUndo = job?.state === 'done' && job.changed > 0;
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      {children}
      {job === undefined ? null : (
        <>
          {mayUndo ? <p className="muted">{words.undoNote}</p> : null}
          <p>
            <TextLink to="/$org/admin/members/jobs/$jobId" params={{ org, jobId }}>
              {words.toJob}
            </TextLink>
          </p>
        </>
      )}
      {undo.error ? <Note kind="danger">{text(undo.error)}</Note> : null}
      <DialogActions>
        {mayUndo ? (
          <Button size="lg" isPending={undo.isPending} onPress={() => void takeBack().catch(() => undefined)}>
            {words.undo}
          </Button>
        ) : null}
        <Button size="lg" kind="primary" onPress={onClose}>
          {words.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
