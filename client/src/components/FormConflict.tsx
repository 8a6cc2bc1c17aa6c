import { useEffect, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { clashesByName } from '../lib/clashes.ts';
import { type Rebased, rebase } from '../lib/rebase.ts';
import type { Conflict } from '../lib/versioned.ts';
import { useWords } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { useFormLabels, useHoldUnsaved } from './Form.tsx';
import { Note } from './Note.tsx';
import { conflictTexts } from './conflict-words.ts';

/** What stands at a place of a form that has no field, or none just now: `stages`, `stages.2.subject`. */
export type NameOfPlace = (path: string) => string | null;

interface ConflictProps {
  readonly conflict: Conflict | null;
  readonly nameOf?: NameOfPlace | undefined;
}

/**
 * Inside of a form: somebody else has saved since it began. What was typed stays; what only they changed is shown as they saved
 * it; of what both changed the person chooses place by place (interface.md 5.1).
 */
export function FormConflict({ conflict, nameOf }: ConflictProps) {
  return conflict === null ? null : <Choices key={conflict.count} conflict={conflict} nameOf={nameOf} />;
}

function Choices({ conflict: { before, theirs }, nameOf }: { readonly conflict: Conflict; readonly nameOf: NameOfPlace | undefined }) {
  const words = useWords(conflictTexts);
  const labels = useFormLabels();
  const { getValues, setValue } = useFormContext();
  const [{ clashing, taken }] = useState<Rebased>(() => rebase(before, theirs, getValues()));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    for (const [path, value] of taken) setValue(path, value, { shouldValidate: true });
  }, [taken, setValue]);
  const holdUnsaved = useHoldUnsaved();
  useEffect(() => holdUnsaved(), [holdUnsaved]);
  const named = clashesByName([...clashing.keys()], (path) => nameOf?.(path) || labels.get(path) || null, words.other);
  const choose = (name: string, paths: readonly string[]) => {
    const next = new Set(chosen);
    const side = next.delete(name) ? 'mine' : 'theirs';
    if (side === 'theirs') next.add(name);
    for (const path of paths) setValue(path, clashing.get(path)![side], { shouldDirty: true, shouldValidate: true });
    setChosen(next);
  };
  return (
    <Note kind="warn" live title={words.title}>
      <p>{words.kept}</p>
      {named.length === 0 ? null : (
        <>
          <p>{words.both}</p>
          <ul className="form__clash">
            {named.map(({ name, paths }) => (
              <li key={paths[0]}>
                <span>{name}</span>
                <Button
                  size="sm"
                  label={`${name} ${chosen.has(paths[0]!) ? words.mine : words.theirs}`}
                  onPress={() => choose(paths[0]!, paths)}
                >
                  {chosen.has(paths[0]!) ? words.mine : words.theirs}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Note>
  );
}
