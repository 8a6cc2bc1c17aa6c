declare const proof: unique symbol;

/**
 * Proof that somebody of the operator acts over all organisations, and why. Whoever takes it writes down who that was
 * (design.md 5).
 */
export interface SystemScope {
  readonly operatorId: string;
  readonly name: string;
  readonly reason: string;
  readonly [proof]: true;
}

/** For the gates only: the operator's procedures and the token that they show. */
export function mintSystemScope(facts: { readonly operatorId: string; readonly name: string; readonly reason: string }): SystemScope {
  const { operatorId, name, reason } = facts;
  return Object.freeze({ operatorId, name, reason }) as SystemScope;
}
