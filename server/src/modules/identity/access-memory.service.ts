import type { RequestActor } from '../../platform/actor.ts';

export interface Access {
  readonly actor: RequestActor;
  readonly writesAllowed: boolean;
}

const rememberedMs = 5000;
const remembered = new Map<string, { readonly access: Access; readonly until: number }>();

/** What the database said of a session less than five seconds ago, or null. */
export function recallAccess(key: string, now: number): Access | null {
  const known = remembered.get(key);
  return known && known.until > now ? known.access : null;
}

export function rememberAccess(key: string, access: Access, now: number): void {
  if (remembered.size > 20_000) remembered.clear();
  remembered.set(key, { access, until: now + rememberedMs });
}

/** After a change that a person should feel at once; other processes follow within five seconds. */
export function forgetAccess(): void {
  remembered.clear();
}
