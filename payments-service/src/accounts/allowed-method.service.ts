import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../platform/platform.ts';
import { type AccountDocument, listAccounts } from './account.repository.ts';
import { hasSandbox } from './account.service.ts';
import { type OfferFacts, methodsOffered } from './account.rules.ts';
import { findAllowed } from './allowed-method.repository.ts';

/**
 * The accounts that take new payments, each with what it may take: of a live one what the screening has approved (PAY-01,
 * PAY-02), of one for tests everything where there are stand-ins, and nothing anywhere else. What is open stays with its
 * account, whatever is approved later.
 */
export async function offeringAccounts(platform: Platform, scope: OrgScope): Promise<AccountDocument[]> {
  const db = platform.databases.payments;
  const [accounts, allowed] = await Promise.all([listAccounts(db, scope), findAllowed(db, scope)]);
  const facts: OfferFacts = { allowed, hasSandbox: hasSandbox(platform) };
  return accounts.map((account) => ({ ...account, methods: methodsOffered(account, facts) }));
}
