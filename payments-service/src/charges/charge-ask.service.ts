import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { AskedProvider } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { findAccount } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import { providerBreaker } from '../connectors/breaker.ts';
import type { Connectors } from '../connectors/registry.ts';
import { type AnswerEffect, effectOf, storeAnswers } from '../inbox/inbox-answer.service.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import type { Platform } from '../platform/platform.ts';
import { expireUnpaid, saysUnmoved } from './charge-end.service.ts';
import { setDetails } from './charge-details.service.ts';
import { takeLook } from './charge-look.repository.ts';
import { type ChargeDocument, findCharge, findCharges } from './charge.repository.ts';
import { isOver } from './inquiry.rules.ts';

/** Between two questions of people about one charge: a few a minute. */
const restMs = 15_000;

const outcomes = { moved: 'changed', held: 'held', nothing: 'same', waiting: 'heard' } as const satisfies Record<
  AnswerEffect,
  AskedProvider['outcome']
>;

/** A later transfer is known to its provider by its account alone, which is the first one's; a second payment has an id of its own. */
const askedAs = ({ _id, depositOf, providerIds }: ChargeDocument): ChargeId =>
  depositOf !== undefined && providerIds['paymentId'] === undefined ? depositOf : _id;

/** Has the janitor ask about these as soon as it can, whatever state they are in. */
export async function wantLooks(platform: Platform, scope: OrgScope, charges: readonly ChargeDocument[]): Promise<void> {
  const now = platform.clock.now();
  for (const charge of await findCharges(platform.databases.payments, scope, [...new Set(charges.map(askedAs))]))
    await setDetails(platform, scope, charge, { wantedAt: now, nextInquiryAt: now });
  platform.nudgeInquiries();
}

/** Whether some of these were asked about and their provider has not answered yet. */
export async function isLookOutstanding(platform: Platform, scope: OrgScope, charges: readonly ChargeDocument[]): Promise<boolean> {
  const asked = await findCharges(platform.databases.payments, scope, [...new Set(charges.map(askedAs))]);
  return asked.some(({ wantedAt }) => wantedAt !== undefined);
}

/**
 * Somebody asks the provider what became of a charge, whatever state it is in. Its answer goes the way of every notice; nothing is
 * charged, voided or guessed, and that it knows of no such charge ends none: people who press again and again are no proof.
 * @throws DomainError NOT_FOUND, TOO_MANY_REQUESTS with the seconds to wait
 */
export async function askProvider(
  platform: Platform,
  connectors: Connectors,
  inbox: Inbox,
  scope: OrgScope,
  chargeId: ChargeId,
): Promise<AskedProvider> {
  const { databases, clock } = platform;
  const db = databases.payments;
  const found = await findCharge(db, scope, chargeId);
  const charge = found && (await findCharge(db, scope, askedAs(found)));
  if (!charge) throw new DomainError('NOT_FOUND');
  // A bank is asked nothing: its result file says what became of a debit.
  if (charge.method === 'direct_debit') return { outcome: 'not_askable' };
  const account = await findAccount(db, scope, charge.accountId);
  const connector = connectors.get(charge.provider);
  if (!account || !connector) return { outcome: 'not_askable' };
  if (providerBreaker.isOpen(charge.provider)) return { outcome: 'unanswered' };
  if (!(await takeLook(db, scope, charge._id, clock.realNow(), restMs)))
    throw new DomainError('TOO_MANY_REQUESTS', { seconds: restMs / 1000 });
  const result = await connector.inquire(credentialsOf(platform, account), charge);
  if (result.outcome === 'unknown') return { outcome: 'unanswered' };
  if (result.outcome === 'none') return { outcome: 'unknown_there' };
  if (isOver(charge, clock.now()) && saysUnmoved(connector, charge, result.answers)) {
    await expireUnpaid(platform, scope, charge);
    return { outcome: 'changed' };
  }
  const effect = await effectOf(platform, scope, await storeAnswers(inbox, charge, result.answers));
  return { outcome: outcomes[effect] };
}
