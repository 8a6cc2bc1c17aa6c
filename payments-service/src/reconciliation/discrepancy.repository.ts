import type { DiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import type { ChargeId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { SettlementId } from '@tsudoi/shared/kernel/settlement-ids';
import type { discrepancyReasons, heldMoves } from '@tsudoi/shared/queue/payments.messages';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Collection, Db } from 'mongodb';

export type DiscrepancyReason = (typeof discrepancyReasons)[number];

/** Something that did not fit, with where it came from; the server shows it to staff. One per notice and reason. */
export interface DiscrepancyDocument {
  _id: DiscrepancyId;
  orgId: OrgId;
  inboxId: string;
  reason: DiscrepancyReason;
  provider: string;
  /** The settlement that it is about. */
  settlementId?: SettlementId;
  chargeId: ChargeId | null;
  expected: Yen | null;
  /** What the provider told; null when it told none or no whole yen. */
  received: Yen | null;
  /** Held money, of which people say how much came. */
  bringsMoney?: true;
  /** Money that had moved before, and moves once more by exactly what was received once people have seen it. */
  moves?: (typeof heldMoves)[number];
  raisedAt: Date;
}

function discrepanciesOf(db: Db): Collection<DiscrepancyDocument> {
  return db.collection<DiscrepancyDocument>('discrepancies');
}

export function findDiscrepancy(db: Db, scope: OrgScope, id: DiscrepancyId): Promise<DiscrepancyDocument | null> {
  return discrepanciesOf(db).findOne({ orgId: scope.orgId, _id: id });
}

export async function insertDiscrepancies(
  db: Db,
  scope: OrgScope,
  rows: readonly DiscrepancyDocument[],
  session: ClientSession,
): Promise<void> {
  if (rows.length > 0)
    await discrepanciesOf(db).insertMany(
      rows.map((row) => ({ ...row, orgId: scope.orgId })),
      { session },
    );
}

/** Which of these notices people have been told of for this reason. */
export async function raisedAmong(
  db: Db,
  scope: OrgScope,
  inboxIds: readonly string[],
  reason: DiscrepancyReason,
  session: ClientSession,
): Promise<ReadonlySet<string>> {
  const rows = await discrepanciesOf(db)
    .find({ orgId: scope.orgId, reason, inboxId: { $in: [...inboxIds] } }, { session, projection: { inboxId: 1 } })
    .toArray();
  return new Set(rows.map(({ inboxId }) => inboxId));
}

export async function createDiscrepancyIndexes(db: Db): Promise<void> {
  await discrepanciesOf(db).createIndexes([{ key: { orgId: 1, inboxId: 1, reason: 1 }, name: 'org_notice', unique: true }]);
}
