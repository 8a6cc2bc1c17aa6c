import type { DepositId, DiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import type { BillId, ChargeId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { SettlementId } from '@tsudoi/shared/kernel/settlement-ids';
import type { discrepancyReasons, heldMoves } from '@tsudoi/shared/queue/payments.messages';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
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
  /** The deposit at the desk that it is about, whose it was settled as, and on which bill. */
  deposit?: { depositId: DepositId; place: string; memberId: MemberId | null; payableId: BillId | null };
  /** Held money, of which people say how much came. */
  bringsMoney?: true;
  /** Money that had moved before, and moves once more by exactly what was received once people have seen it. */
  moves?: (typeof heldMoves)[number];
  /** Of a notice that came again with other content: the hash of each content that people were told of. */
  bodies?: string[];
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

/** Alone, not in a transaction: only so does the unique key hold, and whoever comes second finds the row of the first. */
export async function keepDiscrepancy(db: Db, scope: OrgScope, row: DiscrepancyDocument): Promise<void> {
  try {
    await discrepanciesOf(db).insertOne({ ...row, orgId: scope.orgId });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

/** As it was before this content was noted. */
export function noteBody(
  db: Db,
  scope: OrgScope,
  { inboxId, reason }: Pick<DiscrepancyDocument, 'inboxId' | 'reason'>,
  body: string,
  session: ClientSession,
): Promise<DiscrepancyDocument | null> {
  return discrepanciesOf(db).findOneAndUpdate({ orgId: scope.orgId, inboxId, reason }, { $addToSet: { bodies: body } }, { session });
}

/** Which of these notices people have been told of for this reason. */
export async function raisedAmong(
  db: Db,
  scope: OrgScope,
  inboxIds: readonly string[],
  reason: DiscrepancyReason,
  session?: ClientSession,
): Promise<ReadonlySet<string>> {
  const rows = await discrepanciesOf(db)
    .find({ orgId: scope.orgId, reason, inboxId: { $in: [...inboxIds] } }, { ...(session ? { session } : {}), projection: { inboxId: 1 } })
    .toArray();
  return new Set(rows.map(({ inboxId }) => inboxId));
}

export async function createDiscrepancyIndexes(db: Db): Promise<void> {
  await discrepanciesOf(db).createIndexes([{ key: { orgId: 1, inboxId: 1, reason: 1 }, name: 'org_notice', unique: true }]);
}
