import type { AddAdjustmentInput, AdjustmentView } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type AdjustmentId, type MemberId, newAdjustmentId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findMembers, findPresentMember } from '../members/members.public.ts';
import { hashOf } from './adhoc-bill.service.ts';
import {
  type AdjustmentDocument,
  adjustmentOfRequest,
  adjustmentsOfMember,
  findAdjustment,
  insertAdjustment,
  removeAdjustmentRow,
} from './adjustment.repository.ts';

type View = z.output<typeof AdjustmentView>;

function adjustmentView(row: AdjustmentDocument): View {
  return {
    adjustmentId: row._id,
    kind: row.kind,
    amount: row.amount,
    reason: row.reason,
    usedByBillId: row.usedByBillId,
    createdAt: row.createdAt.toISOString(),
    actor: row.actor,
  };
}

export async function listAdjustments(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<View[]> {
  return (await adjustmentsOfMember(platform.databases.server, scope, memberId)).map(adjustmentView);
}

/**
 * Once per key: the same key again answers with the same adjustment.
 * @throws DomainError NOT_FOUND when the member is not the organisation's, MEMBER_MERGED, IDEMPOTENCY_MISMATCH
 */
export async function addAdjustment(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof AddAdjustmentInput>,
): Promise<View> {
  const db = platform.databases.server;
  const member = await findPresentMember(scope, input.memberId);
  const now = platform.clock.now();
  const { idempotencyKey: requestKey, ...asked } = input;
  const requestHash = hashOf(input);
  const again = (known: AdjustmentDocument): View => {
    if (known.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
    return adjustmentView(known);
  };
  const row: AdjustmentDocument = {
    _id: newAdjustmentId(),
    orgId: scope.orgId,
    ...asked,
    requestKey,
    requestHash,
    usedByBillId: null,
    removedAt: null,
    createdAt: now,
    actor: actor.name,
  };
  try {
    return await inTransaction(platform.databases.client, async (session) => {
      const known = await adjustmentOfRequest(db, scope, requestKey, session);
      if (known) return again(known);
      await insertAdjustment(db, scope, row, session);
      await recordAudit(
        platform,
        scope,
        actor,
        {
          action: 'adjustment.add',
          subjectKind: 'member',
          subjectId: input.memberId,
          subjectName: member.memberNumber,
          fields: ['adjustments'],
          changes: [{ field: 'adjustments', before: null, after: { kind: input.kind, amount: input.amount, reason: input.reason } }],
        },
        session,
      );
      await recordLive(db, scope, [{ topic: 'members', ref: input.memberId }], now, session);
      return adjustmentView(row);
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const known = await adjustmentOfRequest(db, scope, requestKey);
    if (!known) throw error;
    return again(known);
  }
}

/** A one-time adjustment that a bill has used stays. @throws DomainError NOT_FOUND, INVALID_TRANSITION */
export async function removeAdjustment(platform: Platform, scope: OrgScope, actor: UserActor, adjustmentId: AdjustmentId): Promise<void> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  await inTransaction(platform.databases.client, async (session) => {
    const row = await findAdjustment(db, scope, adjustmentId, session);
    if (!row) throw new DomainError('NOT_FOUND');
    const [member] = await findMembers(scope, [row.memberId], session);
    if (!(await removeAdjustmentRow(db, scope, adjustmentId, now, session)))
      throw new DomainError('INVALID_TRANSITION', { from: 'used', to: 'removed' });
    await recordAudit(
      platform,
      scope,
      actor,
      {
        action: 'adjustment.remove',
        subjectKind: 'member',
        subjectId: row.memberId,
        subjectName: member?.memberNumber ?? '',
        fields: ['adjustments'],
        changes: [{ field: 'adjustments', before: { kind: row.kind, amount: row.amount, reason: row.reason }, after: null }],
      },
      session,
    );
    await recordLive(db, scope, [{ topic: 'members', ref: row.memberId }], now, session);
  });
}
