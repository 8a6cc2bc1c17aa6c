import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { billsWithPendingCharge } from '../billing/billing.public.ts';
import { forgetLinksOf, forgetMemberPasskeys } from '../identity/identity.public.ts';
import { everythingIsPaidOut } from './paid-out.rules.ts';
import { collectionsThat, collectionsThatGoLast, emptied, left } from './purge-plan.rules.ts';
import { emptyFields, removeFiles, removeRows } from './purge.repository.ts';

const batchSize = 500;
/** Bills whose slips are voided in one call, which has an end; a provider that does not answer keeps the slips of the others only so often. */
const slipsAtOnce = 50;
const mostFailures = 3;
/** In one look at an organisation, so that a large one does not keep the others waiting; the next look goes on. */
const batchesAtOnce = 100;

interface Turn {
  left: number;
  readonly stopping: () => boolean;
}

/** Does a step again and again until it has nothing left; false when the turn, or the process, is over before. */
async function exhaust(turn: Turn, step: () => Promise<number>): Promise<boolean> {
  for (;;) {
    if (turn.left === 0 || turn.stopping()) return false;
    turn.left -= 1;
    if ((await step()) < batchSize) return true;
  }
}

/**
 * Whether no money moves any more; open slips are voided at the providers on the way (domain.md 3.1). On the last day nothing is
 * waited for: by then people's data is to be gone, and a provider or bank that has said nothing in a month keeps none of it.
 * @throws DomainError PROVIDER_UNAVAILABLE when the payments-service cannot be asked
 */
export async function moneyRests(platform: Platform, scope: OrgScope, purgedBy: JstDate): Promise<boolean> {
  const billIds = await billsWithPendingCharge(platform.databases.server, scope);
  if (billIds.length === 0) return true;
  if (purgedBy <= platform.clock.today()) {
    platform.log.warn({ orgId: scope.orgId, bills: billIds.length }, 'an ended organisation is purged while money is under way');
    return true;
  }
  const failures: unknown[] = [];
  for (let from = 0; from < billIds.length && failures.length < mostFailures && !platform.stopping(); from += slipsAtOnce)
    await paymentsClient(platform, scope)
      .call('charges.voidForPayables', { payableIds: billIds.slice(from, from + slipsAtOnce) })
      .catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
  return false;
}

/**
 * Takes what an ended organisation had of people away once its money rests, in batches; true once nothing is left to do. Each batch leaves less
 * to find, so whatever kills it, the next look goes on; twice at once does no harm.
 * @throws DomainError PROVIDER_UNAVAILABLE when the payments-service cannot be asked
 */
export async function purgeMembers(platform: Platform, scope: OrgScope, batches = batchesAtOnce): Promise<boolean> {
  const db = platform.databases.server;
  const turn = { left: batches, stopping: platform.stopping };
  for (const name of collectionsThat('deleted'))
    if (!(await exhaust(turn, () => removeRows(db, scope, name, batchSize, left(name))))) return false;
  for (const name of collectionsThat('nameless'))
    if (!(await exhaust(turn, () => emptyFields(db, scope, name, emptied(name), batchSize)))) return false;
  if (!(await exhaust(turn, () => removeFiles(db, scope, batchSize)))) return false;
  await forgetLinksOf(scope);
  await forgetMemberPasskeys(db, scope);
  await paymentsClient(platform, scope).call('payables.forgetNames', {});
  return true;
}

/**
 * What members left with a provider is taken back there and forgotten; on the last day also where the provider does not answer.
 * True once nothing is left. @throws DomainError PROVIDER_UNAVAILABLE when the payments-service cannot be asked
 */
export async function purgeCards(platform: Platform, scope: OrgScope, purgedBy: JstDate): Promise<boolean> {
  const { left } = await paymentsClient(platform, scope).call('cards.forget', { atAnyRate: purgedBy <= platform.clock.today() });
  return left === 0;
}

/** Whether nothing is left to be paid out: until then the account and the people who can put it right stay (case 40). */
async function payoutsRest(platform: Platform, scope: OrgScope): Promise<boolean> {
  return everythingIsPaidOut(await paymentsClient(platform, scope).call('payouts.list', {}), platform.clock.today());
}

/**
 * The people of the office go last, once every payout is paid. True once nobody is left.
 * @throws DomainError PROVIDER_UNAVAILABLE when the payments-service cannot be asked
 */
export async function purgeOffice(platform: Platform, scope: OrgScope): Promise<boolean> {
  if (!(await payoutsRest(platform, scope))) return false;
  const turn = { left: batchesAtOnce, stopping: platform.stopping };
  for (const name of collectionsThatGoLast)
    if (!(await exhaust(turn, () => removeRows(platform.databases.server, scope, name, batchSize)))) return false;
  await paymentsClient(platform, scope).call('payouts.forgetAccounts', {});
  return true;
}
