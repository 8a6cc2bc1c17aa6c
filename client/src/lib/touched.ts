import { type Values, flat, same } from './three-way.ts';

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Whether a form that began with `begun` holds something else by now; what never had a value and what is empty are the same. */
export function isTouched(begun: Values, now: Values): boolean {
  const [was, is] = [flat(begun), flat(now)];
  return Object.keys({ ...was, ...is }).some((path) => !(isEmpty(was[path]) && isEmpty(is[path])) && !same(was[path], is[path]));
}
