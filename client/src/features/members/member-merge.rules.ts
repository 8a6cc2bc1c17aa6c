import type { Merge, Values } from '../../lib/three-way.ts';

/** What is saved: theirs where only they changed something or where theirs was chosen, mine elsewhere. */
export function mergedValues<T extends Values>(
  merge: Merge,
  mine: T,
  theirs: Values,
  choices: Readonly<Record<string, 'mine' | 'theirs'>>,
): T {
  const merged: Record<string, unknown> = { ...mine };
  for (const field of merge.theirsOnly) merged[field] = theirs[field];
  for (const field of merge.conflicts) if (choices[field] !== 'mine') merged[field] = theirs[field];
  return merged as T;
}

const own = 'custom.';

/** The organisation's own fields beside the others, so that each is compared and chosen by itself. */
export function flatValues({ custom, ...values }: Values): Record<string, unknown> {
  const fields = Object.entries((custom ?? {}) as Values);
  return { ...values, ...Object.fromEntries(fields.map(([fieldId, value]) => [`${own}${fieldId}`, value])) };
}

/** The way back from `flatValues`. */
export function nestedValues(values: Values): Record<string, unknown> {
  const all = Object.entries(values);
  return {
    ...Object.fromEntries(all.filter(([field]) => !field.startsWith(own))),
    custom: Object.fromEntries(all.flatMap(([field, value]) => (field.startsWith(own) ? [[field.slice(own.length), value]] : []))),
  };
}

/** The id of one of the organisation's own fields, from its flat name. */
export function ownFieldId(field: string): string | null {
  return field.startsWith(own) ? field.slice(own.length) : null;
}
