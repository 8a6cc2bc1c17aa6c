/** A form that somebody may be filling in. */
export interface WatchedForm {
  /** Whether it holds what was neither there when it began nor saved since. */
  readonly isTouched: () => boolean;
  /** It is being sent: what it holds is on its way, and where it leads to it may go. */
  readonly isSending: () => boolean;
}

/** What asks on behalf of the page. */
interface Keeper {
  /** Whether the page may be left, and what was typed with it. */
  readonly ask: () => Promise<boolean>;
  /** The session has ended: tells so, with the way to the log-in, and stays. */
  readonly sessionEnded: (loginPath: string) => void;
}

const forms = new Set<WatchedForm>();
const listeners = new Set<() => void>();
let keeper: Keeper | null = null;
/** Who waits for the keeper that is being fetched; null where none is. */
let waiting: (() => void)[] | null = null;

function tell(): void {
  for (const listener of listeners) listener();
}

/** From now on the form is asked before it is thrown away; returns what ends that. */
export function watchForm(form: WatchedForm): () => void {
  forms.add(form);
  tell();
  return () => {
    forms.delete(form);
    tell();
  };
}

/** Whether there is any form to ask. */
export const hasForms = (): boolean => forms.size > 0;

export function onFormsChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Whether leaving throws away what somebody has typed. */
export const hasUnsaved = (): boolean => [...forms].some((form) => form.isTouched() && !form.isSending());

/** Somebody is about to keep the page: who leaves meanwhile waits for them; returns what says that they do not come. */
export function expectKeeper(): () => void {
  if (keeper === null) waiting ??= [];
  return keeperIsKnown;
}

function keeperIsKnown(): void {
  for (const goOn of waiting ?? []) goOn();
  waiting = null;
}

export function keepPage(next: Keeper): () => void {
  keeper = next;
  keeperIsKnown();
  return () => {
    if (keeper === next) keeper = null;
  };
}

/** Whether the page may be left: asked only where something would be lost. */
export async function mayLeave(): Promise<boolean> {
  if (!hasUnsaved()) return true;
  await new Promise<void>((resolve) => (waiting ? waiting.push(resolve) : resolve()));
  return keeper === null || keeper.ask();
}

/** The session has ended. True where the page stays all the same, because of what stands in a form, sent or not. */
export function staysOpen(loginPath: string): boolean {
  if (keeper === null || ![...forms].some((form) => form.isTouched())) return false;
  keeper.sessionEnded(loginPath);
  return true;
}

/** Whoever has logged out leaves nothing behind, not even a question. */
export function forgetForms(): void {
  forms.clear();
  tell();
}

/** Whether somebody may log out here; what was typed goes with them, and holds no page open any more. */
export async function mayLogOut(): Promise<boolean> {
  const leaves = await mayLeave();
  if (leaves) forgetForms();
  return leaves;
}
