import { useEffect, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { type Rebased, rebase } from '../lib/rebase.ts';
import type { Conflict } from '../lib/versioned.ts';
import { useWords } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { useFormLabels } from './Form.tsx';
import { Note } from './Note.tsx';
import { conflictTexts } from './conflict-words.ts';

/**
 * Inside of a form: somebody else has saved since it began. What was typed stays; what only they changed is shown as they saved
 * it; of what both changed the person chooses field by field (interface.md 5.1).
 */
export function FormConflict({ conflict }: { readonly conflict: Conflict | null }) {
  return conflict === null ? null : <Clash key={conflict.count} conflict={conflict} />;
}

function Clash({ conflict: { before, theirs } }: { readonly conflict: Conflict }) {
  const words = useWords(conflictTexts);
  const labels = useFormLabels();
  const { getValues, setValue } = useFormContext();
  const [{ clashing, taken }] = useState<Rebased>(() => rebase(before, theirs, getValues()));
  const [mine] = useState(() => new Map([...clashing.keys()].map((path) => [path, getValues(path) as unknown])));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    for (const [path, value] of taken) setValue(path, value, { shouldValidate: true });
  }, [taken, setValue]);
  const choose = (path: string) => {
    const next = new Set(chosen);
    if (!next.delete(path)) next.add(path);
    setValue(path, (next.has(path) ? clashing : mine).get(path), { shouldDirty: true, shouldValidate: true });
    setChosen(next);
  };
  const named = [...clashing.keys()].flatMap((path) => (labels.has(path) ? [{ path, label: labels.get(path)! }] : []));
  return (
    <Note kind="warn" live title={words.title}>
      <p>{words.kept}</p>
      {named.length === 0 ? null : (
        <>
          <p>{words.both}</p>
          <ul className="form__clash">
            {named.map(({ path, label }) => (
              <li key={path}>
                <span>{label}</span>
                <Button size="sm" label={`${label} ${chosen.has(path) ? words.mine : words.theirs}`} onPress={() => choose(path)}>
                  {chosen.has(path) ? words.mine : words.theirs}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Note>
  );
}
