import { Button } from '../components/Button.tsx';
import { Dialog, DialogActions } from '../components/Dialog.tsx';
import { lookOf } from '../components/LinkButton.tsx';
import { useWords } from '../lib/words.ts';
import { unsavedTexts } from './unsaved-texts.ts';

export interface LeaveQuestionProps {
  readonly onAnswer: (leaves: boolean) => void;
}

/** Before a page is left with what was typed on it. */
export function LeaveQuestion({ onAnswer }: LeaveQuestionProps) {
  const words = useWords(unsavedTexts);
  return (
    <Dialog isOpen onClose={() => onAnswer(false)} title={words.title}>
      <p>{words.leave}</p>
      <DialogActions>
        <Button size="lg" onPress={() => onAnswer(true)}>
          {words.leaves}
        </Button>
        <Button size="lg" kind="primary" onPress={() => onAnswer(false)}>
          {words.stays}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

export interface SessionEndedProps {
  readonly loginPath: string;
  readonly onClose: () => void;
}

/** The session has ended under what was typed: it stays, and the log-in is beside it. */
export function SessionEnded({ loginPath, onClose }: SessionEndedProps) {
  const words = useWords(unsavedTexts);
  return (
    <Dialog isOpen staysOpen onClose={onClose} title={words.ended}>
      <p>{words.endedText}</p>
      <DialogActions>
        <a href={loginPath} target="_blank" rel="noreferrer" className={lookOf({ size: 'lg', kind: 'primary' })}>
          {words.login}
        </a>
        <Button size="lg" onPress={onClose}>
          {words.goOn}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
