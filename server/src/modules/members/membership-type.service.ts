import type { AuditAction, AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import type {
  CreateMembershipTypeInput,
  MembershipTypeView,
  UpdateMembershipTypeInput,
} from '@tsudoi/shared/contracts/members/member.contract';
import type { DropPriceInput, PlanPriceInput } from '@tsudoi/shared/contracts/members/membership-price.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MembershipTypeId, newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { changedFields, recordAudit } from '../audit/audit.public.ts';
import { type TypeCounts, countByType } from './member-tally.repository.ts';
import { type DatedStatus, stands } from './member-status.rules.ts';
import { countReturning } from './member.repository.ts';
import { feeFrom, feeOn, withFeeOn, withPlannedPrice, withoutPlannedPrice } from './membership-price.rules.ts';
import {
  type MembershipTypeDocument,
  changeMembershipType,
  findMembershipType,
  insertMembershipType,
  listMembershipTypes,
} from './membership-type.repository.ts';
import { findRules } from './proof.repository.ts';

type View = z.output<typeof MembershipTypeView>;

function toView(type: MembershipTypeDocument, counts: TypeCounts, today: JstDate): View {
  const { _id, name, order, archived, version } = type;
  const annualFee = feeOn(type, today) as View['annualFee'];
  const firstFee = type.annualFee as View['firstFee'];
  const from = feeFrom(type, today);
  const { standing: memberCount, corporate: corporateCount, former: formerCount } = counts;
  const prices = type.prices ?? [];
  const honorific = type.honorific ?? 'usual';
  const counted = { memberCount, corporateCount, formerCount };
  return { membershipTypeId: _id, name, annualFee, feeFrom: from, firstFee, prices, honorific, order, archived, ...counted, version };
}

/** All types with the fees of today and those to come. */
export async function membershipTypes(platform: Platform, scope: OrgScope): Promise<View[]> {
  const [types, countsOf] = await Promise.all([listMembershipTypes(scope), countByType(scope)]);
  return types.map((type) => toView(type, countsOf(type._id), platform.clock.today()));
}

async function write(
  platform: Platform,
  actor: UserActor,
  action: AuditAction,
  fields: readonly AuditField[],
  work: (session: ClientSession) => Promise<MembershipTypeDocument>,
): Promise<MembershipTypeDocument> {
  try {
    return await inTransaction(platform.databases.client, async (session) => {
      const type = await work(session);
      await recordAudit(
        platform,
        actor.scope,
        actor,
        { action, subjectKind: 'membership_type', subjectId: type._id, subjectName: type.name, fields },
        session,
      );
      await recordLive(platform.databases.server, actor.scope, [{ topic: 'members', ref: type._id }], platform.clock.now(), session);
      return type;
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('MEMBERSHIP_TYPE_NAME_TAKEN');
    throw error;
  }
}

/** @throws DomainError MEMBERSHIP_TYPE_NAME_TAKEN */
export async function createMembershipType(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof CreateMembershipTypeInput>,
): Promise<View> {
  const order = (await listMembershipTypes(actor.scope)).length;
  const type: MembershipTypeDocument = {
    _id: newMembershipTypeId(),
    orgId: actor.scope.orgId,
    name: input.name,
    annualFee: input.annualFee,
    honorific: input.honorific ?? 'usual',
    order,
    archived: false,
    version: 0,
  };
  await write(platform, actor, 'membership_type.create', ['name', 'annualFee', 'honorific'], async (session) => {
    await insertMembershipType(actor.scope, type, session);
    return type;
  });
  return toView(type, { standing: 0, corporate: 0, former: 0 }, platform.clock.today());
}

/** @throws DomainError NOT_FOUND */
async function typeOf(scope: OrgScope, typeId: MembershipTypeId): Promise<MembershipTypeDocument> {
  const type = await findMembershipType(scope, typeId);
  if (!type) throw new DomainError('NOT_FOUND');
  return type;
}

async function change(
  platform: Platform,
  actor: UserActor,
  before: MembershipTypeDocument,
  version: number,
  action: AuditAction,
  changes: Partial<Pick<MembershipTypeDocument, AuditField & keyof MembershipTypeDocument>>,
): Promise<View> {
  const type = await write(platform, actor, action, changedFields(before, changes), async (session) => {
    const changed = await changeMembershipType(actor.scope, before._id, version, changes, session);
    if (!changed) throw new DomainError('CONFLICT');
    return changed;
  });
  return toView(type, (await countByType(actor.scope))(type._id), platform.clock.today());
}

/**
 * @throws DomainError NOT_FOUND, CONFLICT also where a planned price has begun since the form was opened, which would set it back
 * (RNK-02), MEMBERSHIP_TYPE_NAME_TAKEN
 */
export async function updateMembershipType(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof UpdateMembershipTypeInput>,
): Promise<View> {
  const { membershipTypeId, version, name, annualFee } = input;
  const found = await typeOf(actor.scope, membershipTypeId);
  const before = { ...found, honorific: found.honorific ?? 'usual' };
  const honorific = input.honorific ?? before.honorific;
  const today = platform.clock.today();
  if (feeFrom(found, today) !== input.feeFrom) throw new DomainError('CONFLICT');
  const priced = withFeeOn(before, today, annualFee);
  return change(platform, actor, before, version, 'membership_type.update', {
    name,
    annualFee: priced.annualFee,
    prices: priced.prices ?? [],
    honorific,
  });
}

/** A price from a day to come on (RNK-02). @throws DomainError NOT_FOUND, CONFLICT, INVALID_INPUT */
export async function planPrice(platform: Platform, actor: UserActor, input: z.output<typeof PlanPriceInput>): Promise<View> {
  const { membershipTypeId, version, from, annualFee } = input;
  const before = await typeOf(actor.scope, membershipTypeId);
  const prices = withPlannedPrice(before, { from, annualFee }, platform.clock.today());
  return change(platform, actor, before, version, 'membership_type.update', { prices });
}

/** Takes a price that has not begun out again. @throws DomainError NOT_FOUND, CONFLICT, INVALID_INPUT */
export async function dropPrice(platform: Platform, actor: UserActor, input: z.output<typeof DropPriceInput>): Promise<View> {
  const before = await typeOf(actor.scope, input.membershipTypeId);
  const prices = withoutPlannedPrice(before, input.from, platform.clock.today());
  return change(platform, actor, before, input.version, 'membership_type.update', { prices });
}

/**
 * Members have it, or will without anybody of the office giving it to them. Who left keeps it, as a record of what was, and comes
 * back into it only once it is in use again. @throws DomainError MEMBERSHIP_TYPE_…
 */
async function refuseWhileInUse(platform: Platform, scope: OrgScope, typeId: MembershipTypeId): Promise<void> {
  const members = (await countByType(scope))(typeId).standing + (await countReturning(scope, typeId));
  if (members > 0) throw new DomainError('MEMBERSHIP_TYPE_IN_USE', { members });
  const rules = await findRules(platform.databases.server, scope);
  const rule = rules.find(({ _id, fallbackTypeId }) => _id === typeId || fallbackTypeId === typeId);
  if (rule) throw new DomainError('MEMBERSHIP_TYPE_IN_PROOF', { name: (await typeOf(scope, rule._id)).name });
  // The record of somebody who left keeps the former type until they are in again: what they apply for is on the form alone.
  const applications = await platform.hooks.openApplicationsFor(scope, typeId);
  if (applications > 0) throw new DomainError('MEMBERSHIP_TYPE_APPLIED_FOR', { applications });
}

/** What was put away meanwhile is given to nobody. @throws DomainError NOT_FOUND, MEMBERSHIP_TYPE_ARCHIVED */
export async function refuseArchivedType(scope: OrgScope, typeId: MembershipTypeId): Promise<void> {
  const { archived, name } = await typeOf(scope, typeId);
  if (archived) throw new DomainError('MEMBERSHIP_TYPE_ARCHIVED', { name });
}

/**
 * Nobody comes in by a change of their history with a type that was put away. `before`: the histories with which the type was
 * theirs already. @throws DomainError NOT_FOUND, MEMBERSHIP_TYPE_ARCHIVED
 */
export async function refuseComingIn(
  platform: Platform,
  scope: OrgScope,
  typeId: MembershipTypeId,
  before: readonly (readonly DatedStatus[])[],
  after: readonly DatedStatus[],
): Promise<void> {
  const today = platform.clock.today();
  if (stands(after, today) && !before.some((entries) => stands(entries, today))) await refuseArchivedType(scope, typeId);
}

/**
 * Takes a type out of use. @throws DomainError NOT_FOUND, MEMBERSHIP_TYPE_IN_USE while members have it,
 * MEMBERSHIP_TYPE_IN_PROOF, MEMBERSHIP_TYPE_APPLIED_FOR
 */
export async function archiveMembershipType(platform: Platform, actor: UserActor, typeId: MembershipTypeId): Promise<View> {
  const before = await typeOf(actor.scope, typeId);
  await refuseWhileInUse(platform, actor.scope, typeId);
  return change(platform, actor, before, before.version, 'membership_type.archive', { archived: true });
}

/** Takes a type that was put away back into use. @throws DomainError NOT_FOUND, CONFLICT */
export async function restoreMembershipType(platform: Platform, actor: UserActor, typeId: MembershipTypeId): Promise<View> {
  const before = await typeOf(actor.scope, typeId);
  return change(platform, actor, before, before.version, 'membership_type.restore', { archived: false });
}
