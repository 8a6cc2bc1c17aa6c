import { type JstDate, parseTypedDate } from '@tsudoi/shared/kernel/jst';
import { useState } from 'react';
import { Note } from '../../components/Note.tsx';
import { today } from '../../lib/dates.ts';
import { useWords } from '../../lib/words.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { proposedDueDay } from './run.rules.ts';

/** The new due day that drafts need when they are confirmed after theirs: null while theirs is to come. The server judges it. */
export function useDueAgain(dueOn: string) {
  const [typed, setTyped] = useState(() => proposedDueDay(today()).replaceAll('-', '/'));
  const isOver = dueOn < today();
  return {
    // What is no day goes as it was typed: the server says so.
    dueOn: isOver ? (parseTypedDate(typed) ?? (typed as JstDate)) : null,
    field: isOver ? <DueAgain typed={typed} onType={setTyped} /> : null,
  };
}

function DueAgain({ typed, onType }: { readonly typed: string; onType(typed: string): void }) {
  const words = useWords(billEditTexts).dueAgain;
  return (
    <>
      <Note kind="warn">{words.text}</Note>
      <label className="field">
        <span className="label">{words.label}</span>
        <span className="input input--w7">
          <input className="num" value={typed} autoComplete="off" onChange={(event) => onType(event.target.value)} />
        </span>
      </label>
    </>
  );
}
