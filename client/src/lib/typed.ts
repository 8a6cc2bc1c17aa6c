import { same } from './three-way.ts';

/**
 * What a field shows that keeps what was typed apart from its value: what was typed as long as that reads as the value, and the value
 * itself once somebody else has put another one there: a choice between two who saved, a proposal, an address that was found.
 */
export function shownOf<Typed>(typed: Typed, value: unknown, read: (typed: Typed) => unknown, show: (value: unknown) => Typed): Typed {
  return same(read(typed), value) ? typed : show(value);
}
