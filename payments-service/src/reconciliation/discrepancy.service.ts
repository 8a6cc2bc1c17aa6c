import { newDiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import type { ChargeDocument } from '../charges/charge.repository.ts';
import { messageOfDiscrepancy } from '../outbound/outbound.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type DiscrepancyDocument, insertDiscrepancies, keepDiscrepancy, noteBody } from './discrepancy.repository.ts';

type Facts = Omit<DiscrepancyDocument, '_id' | 'orgId' | 'raisedAt'>;

/** Raises a discrepancy that belongs to no charge move; a second one of the same source and reason is none. `number`: by which people find it where there is no charge. */
export async function raiseDiscrepancy(
  platform: Pick<Platform, 'databases' | 'clock' | 'nudgeOutbox'>,
  scope: OrgScope,
  facts: Facts,
  charge: ChargeDocument | null,
  number = '',
): Promise<void> {
  const { databases, clock } = platform;
  const discrepancy: DiscrepancyDocument = { ...facts, _id: newDiscrepancyId(), orgId: scope.orgId, raisedAt: clock.now() };
  try {
    await inTransaction(databases.client, async (session) => {
      await insertDiscrepancies(databases.payments, scope, [discrepancy], session);
      await insertOutbox(databases.payments, [messageOfDiscrepancy(discrepancy, charge, number, clock)], session);
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  platform.nudgeOutbox();
}

/**
 * The same notice came with other content (T4): people are told of each content once, all in one matter that counts them and that
 * names the charge, where its contents can be read. Told
 * before the provider is answered, so that whatever breaks off in between is told when the provider brings it again.
 */
export async function raiseVariant(
  platform: Platform,
  scope: OrgScope,
  { inboxId, provider, body }: { readonly inboxId: string; readonly provider: string; readonly body: string },
  charge: ChargeDocument | null,
): Promise<void> {
  const { databases, clock } = platform;
  const first: DiscrepancyDocument = {
    _id: newDiscrepancyId(),
    orgId: scope.orgId,
    inboxId,
    reason: 'body_variant',
    provider,
    chargeId: charge?._id ?? null,
    expected: null,
    received: null,
    bodies: [],
    raisedAt: clock.now(),
  };
  await keepDiscrepancy(databases.payments, scope, first);
  await inTransaction(databases.client, async (session) => {
    const before = await noteBody(databases.payments, scope, first, body, session);
    const told = before?.bodies ?? [];
    if (!before || told.includes(body)) return;
    const chargeId = before.chargeId ?? charge?._id ?? null;
    const now: DiscrepancyDocument = { ...before, chargeId, bodies: [...told, body], raisedAt: clock.now() };
    await insertOutbox(databases.payments, [messageOfDiscrepancy(now, charge, '', clock)], session);
  });
  platform.nudgeOutbox();
}
