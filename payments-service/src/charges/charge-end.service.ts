import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { findAccount } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import type { Connector, InquiryAnswer, MoneyEventKind } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { raiseDiscrepancy } from '../reconciliation/discrepancy.service.ts';
import { type ChargeDocument, updateCharge } from './charge.repository.ts';
import { setDetails } from './charge-details.service.ts';
import { moveLocally } from './charge-move.service.ts';
import { isOver, isPastPaying } from './inquiry.rules.ts';

/** What a provider says of a charge that has not moved. A report that was withdrawn leaves the number as good as before; a page may have ended. */
const unmoved: Readonly<Partial<Record<ChargeDocument['state'], readonly MoneyEventKind[]>>> = {
  awaiting: ['instructions_issued', 'provisional_withdrawn'],
  provisional: ['provisional'],
  authorized: ['authorized'],
  failed: ['try_failed', 'expired', 'voided'],
};

/** Whether the provider's answer is that a charge stands where we have it: of a number, that nobody has paid it. */
export function saysUnmoved(connector: Connector, { state }: ChargeDocument, answers: readonly InquiryAnswer[]): boolean {
  const readings = answers.map(({ body }) => connector.readInquiry(body));
  return (
    readings.length > 0 && readings.every((reading) => reading.outcome === 'event' && unmoved[state]?.includes(reading.event.kind) === true)
  );
}

/**
 * Ends a number of which the provider has just said, behind its deadline, that it is unpaid: some providers never say that
 * one has expired. Money that comes all the same is late money.
 */
export async function expireUnpaid(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<void> {
  await moveLocally(platform, scope, charge, 'expired', { nextInquiryAt: null, voidWanted: false });
}

/**
 * Whether whoever asks for another way to pay may have it, though the provider does not take this one back: a page on which a
 * try failed and no other will be made, a number that is unpaid and that no till takes, or one of which the provider is silent
 * since long after its end. The last is left as it is, and people are told.
 */
export async function isDead(platform: Platform, connectors: Connectors, scope: OrgScope, charge: ChargeDocument): Promise<boolean> {
  const now = platform.clock.now();
  const isPage = charge.state === 'failed';
  if (!isPage && !isPastPaying(charge, now)) return false;
  const account = await findAccount(platform.databases.payments, scope, charge.accountId);
  const connector = connectors.get(charge.provider);
  const result = account && connector ? await connector.inquire(credentialsOf(platform, account), charge) : null;
  if (connector && result?.outcome === 'found') {
    if (!saysUnmoved(connector, charge, result.answers)) return false;
    if (isPage) await closePage(platform, scope, charge);
    else await expireUnpaid(platform, scope, charge);
    return true;
  }
  if (isPage) return result?.outcome === 'none';
  if (!isOver(charge, now)) return false;
  await leaveToPeople(platform, scope, charge);
  return true;
}

/** Nobody can pay on its page any more, so that nobody asks about it. */
async function closePage(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<void> {
  await setDetails(platform, scope, charge, { redirectUrl: null, nextInquiryAt: null });
}

/** Nobody knows whether it was paid or can still be: the office has it on its list, once (security.md G17). */
export async function leaveToPeople(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<void> {
  const facts = { inboxId: `silence:${charge._id}`, reason: 'charge_unanswered', provider: charge.provider, chargeId: charge._id } as const;
  await raiseDiscrepancy(platform, scope, { ...facts, expected: charge.amount, received: null }, charge);
  await updateCharge(platform.databases.payments, scope, charge, { nextInquiryAt: null });
}
