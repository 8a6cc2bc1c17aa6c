import type { AnyOf } from './member-condition.contract.ts';

/** Whether a list is narrowed by who owes, for all or in its group: that is told by the bills and asks for the right to see them. */
export function asksDues({
  dues,
  anyOf,
}: {
  readonly dues?: string | null | undefined;
  readonly anyOf?: AnyOf | null | undefined;
}): boolean {
  return Boolean(dues) || (anyOf ?? []).some(({ by }) => by === 'dues');
}
