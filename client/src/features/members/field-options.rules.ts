type Option = { readonly optionId: string; readonly label: string; readonly archived: boolean };
type Given = { readonly label: string };

/** As many lines as before and one with other words in its place: the same option, written anew. */
function renamed<O extends Option>(before: readonly O[], given: readonly Given[], place: number): O['optionId'] | null {
  const stood = before[place];
  if (!stood || before.length !== given.length || given.some((option) => option.label === stood.label)) return null;
  return stood.optionId;
}

/**
 * Which of a field's options the typed lines are: those in use by their words, then one that was written anew in its place. A line
 * that is neither is sent by its words alone; the server takes one that was put away back by them.
 */
export function optionsOf<O extends Option>(
  field: { readonly options: readonly O[] },
  given: readonly Given[],
): { optionId?: O['optionId']; label: string }[] {
  const before = field.options.filter(({ archived }) => !archived);
  const known = new Map(before.map((option) => [option.label, option.optionId]));
  return given.map(({ label }, place) => {
    const optionId = known.get(label) ?? renamed(before, given, place);
    return optionId ? { optionId, label } : { label };
  });
}
