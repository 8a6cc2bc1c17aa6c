import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { type ChargeDocument, type MoneyEventDocument, chargesOf, moneyEventsOf } from './charge.repository.ts';

export interface ChargeNames {
  readonly orderNumber: string | null;
  readonly providerPaymentId: string | null;
  readonly providerSessionId: string | null;
}

/** Charges whose 決済番号 a payer names in a bank transfer. */
export function chargesByNumbers(db: Db, scope: OrgScope, paymentNumbers: readonly string[]): Promise<ChargeDocument[]> {
  if (paymentNumbers.length === 0) return Promise.resolve([]);
  return chargesOf(db)
    .find({ orgId: scope.orgId, paymentNumber: { $in: [...paymentNumbers] } })
    .toArray();
}

/** What a notice told of a charge, where it was worked on. */
export function moneyEventOfNotice(db: Db, scope: OrgScope, inboxId: string): Promise<MoneyEventDocument | null> {
  return moneyEventsOf(db).findOne({ orgId: scope.orgId, inboxId });
}

/**
 * Charges that events name, always inside the organisation: by our own number, which nearly every event carries; what no
 * number finds, or only a charge that is not known by this payment, by the provider's payment and then by its session.
 */
export async function findNamedCharges(
  db: Db,
  scope: OrgScope,
  events: readonly ChargeNames[],
  session?: ClientSession,
): Promise<ChargeDocument[]> {
  const found = new Map<string, ChargeDocument>();
  const collect = async (field: string, names: readonly (string | null | undefined)[]) => {
    const asked = [...new Set(names.filter((name) => name != null))];
    if (asked.length === 0) return;
    const filter = { orgId: scope.orgId, [field]: { $in: asked } };
    for (const charge of await chargesOf(db)
      .find(filter, session ? { session } : {})
      .toArray())
      found.set(charge._id, charge);
  };
  await collect(
    'paymentNumber',
    events.map((event) => event.orderNumber),
  );
  const byNumber = new Map([...found.values()].map((charge) => [charge.paymentNumber, charge]));
  const numbered = (event: ChargeNames) => (event.orderNumber === null ? undefined : byNumber.get(event.orderNumber));
  const nameless = events.filter((event) => !numbered(event));
  // A second payment for an order that is paid has its number, and may have a charge of its own.
  const others = events.filter((event) => {
    const known = numbered(event)?.providerIds['paymentId'];
    return known !== undefined && known !== event.providerPaymentId;
  });
  await collect(
    'providerIds.paymentId',
    [...nameless, ...others].map((event) => event.providerPaymentId),
  );
  await collect(
    'providerIds.sessionId',
    nameless.map((event) => event.providerSessionId),
  );
  return [...found.values()];
}
