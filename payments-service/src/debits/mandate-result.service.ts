import { isLiveMandate } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../platform/platform.ts';
import type { CollectionDocument, DebitLineDocument, ResultRow } from './collection.repository.ts';
import { effectOf } from './debit.rules.ts';
import { changeMandateAlone } from './mandate-change.service.ts';
import { isOfAccount } from './mandate-fate.rules.ts';
import { findMandates, updateMandate } from './mandate.repository.ts';

/**
 * The bank's word on the mandates themselves, late or corrected as it may come. One that was renewed meanwhile, or has another account
 * since the file was made, is another matter, and stays.
 */
export async function moveMandates(
  platform: Platform,
  scope: OrgScope,
  { madeAt }: Pick<CollectionDocument, 'madeAt'>,
  lines: ReadonlyMap<string, DebitLineDocument>,
  rows: readonly ResultRow[],
): Promise<void> {
  const db = platform.databases.payments;
  const drawn = rows.flatMap(({ chargeId, code }) => {
    const line = chargeId === null ? undefined : lines.get(chargeId);
    return line ? [{ mandateId: line.mandateId, code }] : [];
  });
  const mandates = await findMandates(
    db,
    scope,
    drawn.map(({ mandateId }) => mandateId),
  );
  for (const { mandateId, code } of drawn) {
    const mandate = mandates.find((one) => one._id === mandateId);
    if (mandate?.state !== 'active' || !isOfAccount(mandate, madeAt)) continue;
    const { mandate: to, isPaid } = effectOf(code);
    const ended = { endedBy: 'bank' as const };
    if (to !== null)
      await changeMandateAlone(platform, scope, mandate, { state: to, ...(isLiveMandate(to) ? {} : ended) }).catch((err: unknown) => {
        if (!(err instanceof DomainError && err.code === 'CONFLICT')) throw err;
      });
    else if (isPaid && !mandate.debited) await updateMandate(db, scope, mandate, { debited: true });
  }
}
