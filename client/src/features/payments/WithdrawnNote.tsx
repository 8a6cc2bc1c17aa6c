import { Note } from '../../components/Note.tsx';
import { useWords } from '../../lib/words.ts';
import { withdrawnTexts } from './withdrawn-texts.ts';

/** Why a bill that looked paid is open again (速報取消). */
export function WithdrawnNote() {
  return <Note kind="warn">{useWords(withdrawnTexts).why}</Note>;
}
