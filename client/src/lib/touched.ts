import { type Values, flat, same } from './three-way.ts';

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Proves who somebody is, is kept nowhere, and may stand there because the browser put it there. */
const passwords: ReadonlySet<string> = new Set(['password', 'currentPassword', 'newPassword', 'theirPassword']);

/** Whether a form that began with `begun` holds something else by now; what never had a value and what is empty are the same. A password is not counted. */
export function isTouched(begun: Values, now: Values): boolean {
  const [was, is] = [flat(begun), flat(now)];
  return Object.keys({ ...was, ...is }).some(
    (path) => !passwords.has(path) && !(isEmpty(was[path]) && isEmpty(is[path])) && !same(was[path], is[path]),
  );
}

/**
 * Runs what sends a form. What is saved by it: what the form holds afterwards, as a copy, since the values themselves change while one
 * types on; null where it says by `false` that nothing was, though nothing was thrown. @throws what sending throws
 */
export async function savedBy(send: () => Promise<unknown> | void, valuesOf: () => Values): Promise<Values | null> {
  return (await send()) === false ? null : flat(valuesOf());
}
