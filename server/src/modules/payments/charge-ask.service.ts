import type { AskProviderOutput } from '@tsudoi/shared/contracts/payments/money-trace.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';

/**
 * Somebody of the office asks the provider what became of a payment; what it says goes the way of every notice.
 * @throws DomainError NOT_FOUND, TOO_MANY_REQUESTS, PROVIDER_UNAVAILABLE
 */
export async function askProvider(platform: Platform, actor: UserActor, chargeId: ChargeId): Promise<z.output<typeof AskProviderOutput>> {
  const { scope } = actor;
  const service = paymentsClient(platform, scope);
  const [charge] = await service.call('traces.charges', { chargeId });
  if (!charge) throw new DomainError('NOT_FOUND');
  const subject = { subjectKind: 'charge', subjectId: chargeId, subjectName: charge.paymentNumber };
  await inTransaction(platform.databases.client, (session) =>
    recordAudit(platform, scope, actor, { action: 'payment.ask', ...subject, fields: [] }, session),
  );
  // Behind the log: what the question moves has whoever asked it in there, also where the answer gets lost. A provider may take its
  // time, so that no transaction waits for it.
  return service.call('charges.ask', { chargeId });
}
