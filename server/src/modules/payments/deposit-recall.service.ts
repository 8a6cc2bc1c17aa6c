import type { RecallDepositInput, UnrecallDepositInput } from '@tsudoi/shared/contracts/payments/deposit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { foundDeposit } from './deposit-desk.service.ts';

/**
 * Says which of several deposits a 取消 takes back. One that is open goes; one that is settled stays, and is a task to be undone, as
 * where the bank's file says it itself. No money is moved here.
 * @throws DomainError NOT_FOUND, CONFLICT where the 取消 or the deposit is not as it was seen
 */
export async function recallDeposit(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof RecallDepositInput>,
): Promise<void> {
  await foundDeposit(platform, scope, input.depositId);
  const { done } = await paymentsClient(platform, scope).call('deposits.recall', { ...input, by: actor.name });
  if (!done) throw new DomainError('CONFLICT');
}

/** Takes such a choice back: the 取消 and what it took are before the office again. @throws DomainError NOT_FOUND, CONFLICT */
export async function unrecallDeposit(platform: Platform, scope: OrgScope, input: z.output<typeof UnrecallDepositInput>): Promise<void> {
  await foundDeposit(platform, scope, input.depositId);
  const { done } = await paymentsClient(platform, scope).call('deposits.unrecall', input);
  if (!done) throw new DomainError('CONFLICT');
}
