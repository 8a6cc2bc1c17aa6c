import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../platform/platform.ts';
import { type ChargeDocument, findCharge, updateCharge } from './charge.repository.ts';
import { nextInquiryAt } from './inquiry.rules.ts';

/** Provider details of a charge whose state they do not change; a notice may have come in between, so it is read anew. */
export async function setDetails(
  platform: Platform,
  scope: OrgScope,
  charge: ChargeDocument,
  details: Partial<ChargeDocument>,
): Promise<ChargeDocument> {
  const db = platform.databases.payments;
  for (let current: ChargeDocument | null = charge; current !== null; current = await findCharge(db, scope, charge._id)) {
    const merged = { ...details, providerIds: { ...details.providerIds, ...current.providerIds } };
    if (await updateCharge(db, scope, current, merged)) return { ...current, ...merged, version: current.version + 1 };
  }
  return charge;
}

/** The provider's answer was lost: only an inquiry or a verified notice says what it did (T28). */
export async function leaveUnknown(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<void> {
  const unknown = { base: 'unknown', state: 'unknown' } as const;
  const next = nextInquiryAt({ ...charge, ...unknown }, platform.clock.now());
  await updateCharge(platform.databases.payments, scope, charge, { ...unknown, nextInquiryAt: next });
}
