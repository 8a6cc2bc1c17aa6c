export type DeskAct = 'next' | 'previous' | 'confirm' | 'later' | 'find';

const acts: Readonly<Record<string, DeskAct>> = {
  ArrowDown: 'next',
  j: 'next',
  ArrowUp: 'previous',
  k: 'previous',
  Enter: 'confirm',
  n: 'later',
  f: 'find',
};

/**
 * What a key of the desk does; letters can be switched off. A key that is held down goes on through the list, but settles nothing: by
 * then the next deposit stands there, which nobody has looked at (docs/decisions/0034).
 */
export function deskActOf(pressed: string, isHeld: boolean, letters: boolean): DeskAct | null {
  const isLetter = pressed.length === 1;
  const act = acts[isLetter ? pressed.toLowerCase() : pressed];
  if (!act || (isLetter && !letters) || (act === 'confirm' && isHeld)) return null;
  return act;
}
