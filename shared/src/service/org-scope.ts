import type { OrgId } from '../kernel/ids.ts';

declare const proof: unique symbol;

/**
 * Proof that a gate has established the organisation: a session, an API key, a message or a job. Every repository
 * function takes it first, so that a query without the organisation does not compile (design.md 5).
 */
export interface OrgScope {
  readonly orgId: OrgId;
  readonly [proof]: true;
}

/** For the gates only; the architecture check refuses this import elsewhere. */
export function mintOrgScope(orgId: OrgId): OrgScope {
  return Object.freeze({ orgId }) as OrgScope;
}
