import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { inquireAtOnce, voidAtProvider, wantVoid } from './charge-void.service.ts';
import { type ChargeDocument, findChargesOfPayables, updateCharge, updateCharges } from './charge.repository.ts';
import { mayBePaid, nextInquiryAt } from './inquiry.rules.ts';

/** What else could still be paid for the bills of charges that have been; money that is under way stays. */
async function otherSlips(
  platform: Platform,
  scope: OrgScope,
  paid: readonly ChargeDocument[],
  session?: ClientSession,
): Promise<ChargeDocument[]> {
  if (paid.length === 0) return [];
  const now = platform.clock.now();
  const paidIds = new Set<string>(paid.map((charge) => charge._id));
  const payableIds = paid.flatMap((charge) => charge.lines.map((line) => line.payableId));
  return (await findChargesOfPayables(platform.databases.payments, scope, payableIds, session)).filter(
    (charge) => !paidIds.has(charge._id) && mayBePaid(charge, now) && charge.state !== 'authorized' && charge.state !== 'provisional',
  );
}

/**
 * In the transaction of the money itself: whatever becomes of this process, the other slips of a bill that has been paid
 * are taken back by the janitor (case 11). A debit is not asked about; its list leaves out what is paid. The slips as they
 * are then, for whoever voids them at once.
 */
export async function wantOthersVoided(
  platform: Platform,
  scope: OrgScope,
  paid: readonly ChargeDocument[],
  session: ClientSession,
): Promise<ChargeDocument[]> {
  const others = await otherSlips(platform, scope, paid, session);
  const now = platform.clock.now();
  const wanted = new Map<string, Partial<ChargeDocument> & { readonly version: number }>();
  for (const charge of others) {
    if (charge.method === 'direct_debit' || charge.voidWanted) continue;
    const wish = { voidWanted: true, inquiries: 0 };
    wanted.set(charge._id, { ...wish, nextInquiryAt: nextInquiryAt({ ...charge, ...wish }, now), version: charge.version + 1 });
  }
  const changes = others.flatMap((charge) => (wanted.has(charge._id) ? [{ charge, set: wanted.get(charge._id)! }] : []));
  await updateCharges(platform.databases.payments, scope, changes, session);
  return others.map((charge) => ({ ...charge, ...wanted.get(charge._id) }));
}

/** A bill that has been paid one way must not stay payable another way: its other live slips are voided, at once where the provider answers. */
export async function voidOtherSlips(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  paid: readonly ChargeDocument[],
): Promise<void> {
  await voidSlips(platform, connectors, scope, await otherSlips(platform, scope, paid));
}

/** Voids each at its provider; what cannot be had now is tried again by the janitor. */
export async function voidSlips(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  slips: readonly ChargeDocument[],
): Promise<void> {
  for (const charge of slips) {
    const result = await voidAtProvider(platform, connectors, scope, charge).catch((err: unknown) => {
      platform.log.warn({ err, chargeId: charge._id }, 'another slip of a paid bill could not be voided yet');
      return 'unknown' as const;
    });
    if (result === 'unknown' && !charge.voidWanted) await wantVoid(platform, scope, charge);
    if (result === 'not_voidable') await leaveOpen(platform, scope, charge);
  }
}

/** What its provider does not take back is looked at like any other that is out: it may have been paid, and the notice lost. */
async function leaveOpen(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<void> {
  const isLeft = await updateCharge(platform.databases.payments, scope, charge, { voidWanted: false });
  await inquireAtOnce(platform, scope, isLeft ? { ...charge, voidWanted: false, version: charge.version + 1 } : charge);
}
