import { Note } from '../components/Note.tsx';
import { useWords } from '../lib/words.ts';
import { suspendedTexts } from './suspended-texts.ts';

/** The operator lets the organisation read and not write (domain.md 3.1). */
export function SuspendedNote() {
  const words = useWords(suspendedTexts);
  return (
    <Note kind="warn" title={words.title}>
      {words.text}
    </Note>
  );
}
