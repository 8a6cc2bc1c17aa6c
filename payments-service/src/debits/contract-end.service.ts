import type { DebitContractView } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../platform/platform.ts';
import { dropReady } from './collection-drop.service.ts';
import { endedContracts, findContract, updateContract } from './debit-contract.repository.ts';
import { viewOfContract } from './debit-contract.service.ts';
import { liveMandates } from './mandate.repository.ts';
import { stopMandateOf } from './mandate-fate.service.ts';

/** How long whoever ends a contract waits for all that follows; the rest is gone on with by the job. */
const waitMs = 3000;

/**
 * The contract with the bank is over: no list is closed any more, what was not sent is given up, and every mandate ends, since it
 * names the consignor. What is at the bank already keeps its result. It can be asked for anew. The same press again, because its
 * answer was lost or two came at once, is the same end. @throws DomainError NOT_FOUND, CONFLICT when it was changed since it was looked at
 */
export async function endContract(platform: Platform, scope: OrgScope, version: number): Promise<DebitContractView> {
  const db = platform.databases.payments;
  const known = await findContract(db, scope);
  if (!known) throw new DomainError('NOT_FOUND');
  if (known.state !== 'ended') await updateContract(db, scope, version, { state: 'ended' });
  const contract = await findContract(db, scope);
  if (contract?.state !== 'ended' || contract.version !== version + 1) throw new DomainError('CONFLICT');
  const until = platform.clock.realNow().getTime() + waitMs;
  // It has ended by now, whoever moves a mandate meanwhile: what was in the way the job does.
  await followEnd(platform, scope, () => platform.clock.realNow().getTime() < until).catch((err: unknown) =>
    platform.log.warn({ err, orgId: scope.orgId }, 'what follows from the end of a debit contract is left to the job'),
  );
  return viewOfContract(contract);
}

/** What follows from an ended contract, as far as it is not done. Twice is once. */
async function followEnd(platform: Platform, scope: OrgScope, hasTime = () => true): Promise<void> {
  const db = platform.databases.payments;
  await dropReady(platform, scope, hasTime);
  for (const { memberId } of await liveMandates(db, scope)) {
    if (!hasTime()) return;
    await stopMandateOf(platform, scope, memberId, 'contract');
  }
}

/** Contracts whose end was not followed to its end: a process was killed, or there was much to do. */
export async function followEndedContracts(platform: Platform): Promise<void> {
  for (const { orgId } of await endedContracts(platform.databases.payments))
    // One organisation's trouble is not the others'.
    await followEnd(platform, mintOrgScope(orgId)).catch((err: unknown) =>
      platform.log.error({ err, orgId }, 'what follows from the end of a debit contract could not be done'),
    );
}
