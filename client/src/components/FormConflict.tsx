import { useEffect, useState } from 'react';
import { get, useFormContext, useWatch } from 'react-hook-form';
import { clashesByName } from '../lib/clashes.ts';
import { placeNow } from '../lib/rebase-rows.ts';
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
  // Its rows may be moved and removed while it is asked: each line is of where its row stands now, and goes with it.
  const values = useWatch();
  const standing = new Map<string, string>();
  for (const [id, clash] of clashing) {
    const place = placeNow(id, clash, (path) => get(values, path) as unknown);
    if (place !== null) standing.set(place, id);
  }
  const named = clashesByName([...standing.keys()], (path) => nameOf?.(path) || labels.get(path) || null, words.other);
  const choose = (ids: readonly string[], side: 'mine' | 'theirs') => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (side === 'theirs') next.add(id);
      else next.delete(id);
      const clash = clashing.get(id)!;
      const place = placeNow(id, clash, (path) => getValues(path) as unknown);
      if (place !== null) setValue(place, clash[side], { shouldDirty: true, shouldValidate: true });
    }
    setChosen(next);
  };
  const lines = named.map(({ name, paths }) => {
    const ids = paths.map((path) => standing.get(path)!);
    const side: 'mine' | 'theirs' = ids.some((id) => chosen.has(id)) ? 'mine' : 'theirs';
    return { name, ids, side };
  });
  return (
    <Note kind="warn" live title={words.title}>
      <p>{words.kept}</p>
      {lines.length === 0 ? null : (
        <>
          <p>{words.both}</p>
          <ul className="form__clash">
            {lines.map(({ name, ids, side }) => (
              <li key={ids[0]}>
                <span>{name}</span>
                <Button size="sm" label={`${name} ${words[side]}`} onPress={() => choose(ids, side)}>
                  {words[side]}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Note>
  );
}
