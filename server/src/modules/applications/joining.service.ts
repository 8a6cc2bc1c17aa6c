import {
  type JoinPageView,
  type JoiningFeeTime,
  type OfferedType,
  joiningFeeDays,
} from '@tsudoi/shared/contracts/applications/application.contract';
import type { JoiningSettingsView, SaveJoiningSettingsInput } from '@tsudoi/shared/contracts/applications/joining-settings.contract';
import type { AuditAction, AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type ApplicationId, type MembershipTypeId, newTermsId } from '@tsudoi/shared/kernel/ids';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { type Yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { JoiningFeeDue, Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findGate } from '../identity/identity.public.ts';
import { feeOn, findMembershipType, listMembershipTypes } from '../members/members.public.ts';
import { findOrganization, goesOn } from '../organizations/organizations.public.ts';
import {
  type JoiningSettingsDocument,
  changeJoiningSettings,
  findJoiningSettings,
  insertTerms,
  newestTerms,
} from './joining-settings.repository.ts';

type View = z.output<typeof JoiningSettingsView>;

export async function joiningSettings(platform: Platform, scope: OrgScope): Promise<View> {
  const db = platform.databases.server;
  const [settings, terms] = await Promise.all([findJoiningSettings(db, scope), newestTerms(db, scope)]);
  const { open, approval, membershipTypeIds, fees = [], asksSignature = false, version } = settings;
  return {
    open,
    approval,
    membershipTypeIds,
    asksSignature,
    fees: fees.map((fee) => ({ ...fee, time: fee.time ?? 'after' })) as View['fees'],
    terms: terms?.text ?? '',
    termsVersion: terms?.version ?? 0,
    termsPublishedAt: terms?.publishedAt.toISOString() ?? null,
    version,
  };
}

function timeOf(settings: Pick<JoiningSettingsDocument, 'fees'>, typeId: MembershipTypeId): JoiningFeeTime {
  return settings.fees?.find((fee) => fee.membershipTypeId === typeId)?.time ?? 'after';
}

/** 入会金 of a type, 0 where there is none. */
function feeOf(settings: Pick<JoiningSettingsDocument, 'fees'>, typeId: MembershipTypeId): Yen {
  return settings.fees?.find((fee) => fee.membershipTypeId === typeId)?.amount ?? zeroYen;
}

/** 入会金 that somebody who joins now is billed, and whether before the decision. */
export async function joiningFee(
  platform: Platform,
  scope: OrgScope,
  typeId: MembershipTypeId,
  session: ClientSession,
): Promise<{ amount: Yen; time: JoiningFeeTime }> {
  const settings = await findJoiningSettings(platform.databases.server, scope, session);
  return { amount: feeOf(settings, typeId), time: timeOf(settings, typeId) };
}

/** What of 入会金 is asked for ahead of the decision, or null. */
export async function feeAhead(
  platform: Platform,
  scope: OrgScope,
  applicationId: ApplicationId,
  member: JoiningFeeDue['member'],
  session: ClientSession,
): Promise<JoiningFeeDue | null> {
  const { amount, time } = await joiningFee(platform, scope, member.membershipTypeId, session);
  const payableFrom = platform.clock.today();
  return time === 'before' && amount > 0
    ? { applicationId, member, amount, payableFrom, dueOn: addDays(payableFrom, joiningFeeDays) }
    : null;
}

const feesText = (fees: JoiningSettingsDocument['fees'] = []) =>
  fees
    .map(({ membershipTypeId, amount, time = 'after' }) => `${membershipTypeId}:${amount}:${time}`)
    .sort()
    .join();

function changedSettings(before: JoiningSettingsDocument, after: z.output<typeof SaveJoiningSettingsInput>): AuditField[] {
  const fields: AuditField[] = [];
  if (before.open !== after.open) fields.push('open');
  if (before.approval !== after.approval) fields.push('approval');
  if ([...before.membershipTypeIds].sort().join() !== [...after.membershipTypeIds].sort().join()) fields.push('membershipTypeIds');
  if (feesText(before.fees) !== feesText(after.fees)) fields.push('fees');
  if ((before.asksSignature ?? false) !== after.asksSignature) fields.push('asksSignature');
  return fields;
}

/**
 * Saves how one joins; a changed text is published as a new version, and the old ones stay.
 * @throws DomainError NOT_FOUND for a type that is not there, JOINING_NOT_READY, CONFLICT
 */
export async function saveJoiningSettings(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof SaveJoiningSettingsInput>,
): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const types = await listMembershipTypes(scope);
  const usable = new Set(types.filter((type) => !type.archived).map((type) => type._id));
  const named = [...input.membershipTypeIds, ...input.fees.map((fee) => fee.membershipTypeId)];
  if (named.some((typeId) => !usable.has(typeId))) throw new DomainError('NOT_FOUND');
  const { open, approval, asksSignature } = input;
  const membershipTypeIds = [...new Set(input.membershipTypeIds)];
  const fees = membershipTypeIds.flatMap((membershipTypeId) => {
    const amount = feeOf(input, membershipTypeId);
    return amount > 0 ? [{ membershipTypeId, amount, time: timeOf(input, membershipTypeId) }] : [];
  });
  const now = platform.clock.now();
  const saved = inTransaction(platform.databases.client, async (session) => {
    const [before, terms] = [await findJoiningSettings(db, scope, session), await newestTerms(db, scope, session)];
    if (before.version !== input.version) throw new DomainError('CONFLICT');
    // An empty field publishes nothing: what somebody agreed to is not taken back.
    const publishes = input.terms !== '' && input.terms !== terms?.text;
    if (open && (membershipTypeIds.length === 0 || (terms === null && !publishes))) throw new DomainError('JOINING_NOT_READY');
    const note = async (action: AuditAction, fields: readonly AuditField[]) => {
      const subjectName = (await findOrganization(scope, session)).name;
      await recordAudit(platform, scope, actor, { action, subjectKind: 'joining', subjectId: scope.orgId, subjectName, fields }, session);
    };
    if (!(await changeJoiningSettings(db, scope, input.version, { open, approval, membershipTypeIds, fees, asksSignature }, session)))
      throw new DomainError('CONFLICT');
    await note('joining.update', changedSettings(before, { ...input, fees }));
    if (publishes) {
      const version = (terms?.version ?? 0) + 1;
      const row = { _id: newTermsId(), orgId: scope.orgId, version, text: input.terms, publishedAt: now, publishedBy: actor.name };
      await insertTerms(db, scope, row, session);
      await note('terms.publish', ['terms']);
    }
    await recordLive(db, scope, [{ topic: 'applications', ref: scope.orgId }], now, session);
  });
  try {
    await saved;
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('CONFLICT');
    throw error;
  }
  return joiningSettings(platform, scope);
}

/** The types one may apply for, with their fees, in the order of the office; and the one somebody has applied for already. */
export async function offeredTypes(
  platform: Platform,
  scope: OrgScope,
  present: MembershipTypeId | null = null,
): Promise<z.output<typeof OfferedType>[]> {
  const [types, settings] = await Promise.all([listMembershipTypes(scope), findJoiningSettings(platform.databases.server, scope)]);
  return types
    .filter((type) => type._id === present || (!type.archived && settings.membershipTypeIds.includes(type._id)))
    .map((type) => ({
      membershipTypeId: type._id,
      name: type.name,
      annualFee: feeOn(type, platform.clock.today()) as z.output<typeof OfferedType>['annualFee'],
      joiningFee: feeOf(settings, type._id) as z.output<typeof OfferedType>['joiningFee'],
    }));
}

/** @throws DomainError TYPE_NOT_OFFERED; NOT_FOUND for a type that this organisation does not have */
export async function checkOffered(platform: Platform, scope: OrgScope, typeId: MembershipTypeId, session?: ClientSession): Promise<void> {
  const type = await findMembershipType(scope, typeId);
  if (!type) throw new DomainError('NOT_FOUND');
  const settings = await findJoiningSettings(platform.databases.server, scope, session);
  if (type.archived || !settings.membershipTypeIds.includes(typeId)) throw new DomainError('TYPE_NOT_OFFERED');
}

const closed: z.output<typeof JoinPageView> = { open: false, termsId: null, termsVersion: 0, terms: '', types: [] };

export async function joiningOpen(platform: Platform, org: string): Promise<{ open: boolean }> {
  const gate = await findGate(org);
  if (!gate || !goesOn(gate.organization)) return { open: false };
  return { open: (await findJoiningSettings(platform.databases.server, gate.scope)).open };
}

/** The first page of joining. Closed, suspended and unknown organisations look the same. */
export async function joinPage(platform: Platform, org: string): Promise<z.output<typeof JoinPageView>> {
  const gate = await findGate(org);
  if (!gate || !goesOn(gate.organization)) return closed;
  const db = platform.databases.server;
  const [settings, terms] = await Promise.all([findJoiningSettings(db, gate.scope), newestTerms(db, gate.scope)]);
  if (!settings.open || !terms) return closed;
  return {
    open: true,
    termsId: terms._id,
    termsVersion: terms.version,
    terms: terms.text,
    types: await offeredTypes(platform, gate.scope),
  };
}
