import type { SaveTermSettingsInput, TermSettings, TermSettingsView } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import type { TermLength } from '@tsudoi/shared/contracts/renewals/term-length.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findMembershipType, listMembershipTypes } from '../members/members.public.ts';
import { type RenewalSettingsDocument, saveSettings, settingsByType, settingsOfType } from './renewal-settings.repository.ts';
import { membersWithoutTerm } from './term-entry.service.ts';

type View = z.output<typeof TermSettingsView>;

export function plainSettings(row: RenewalSettingsDocument): TermSettings {
  const { hasTerms, kind, months, autoRenewal, noticeDays, chargeDays, graceDays } = row;
  return { hasTerms, kind, months, autoRenewal, noticeDays, chargeDays, graceDays };
}

/** 有効期間と更新 of every type in use. */
export async function termSettings(platform: Platform, scope: OrgScope): Promise<View[]> {
  const db = platform.databases.server;
  const [types, rows] = await Promise.all([listMembershipTypes(scope), settingsByType(db, scope)]);
  const withTerms = new Set([...rows.values()].filter(({ hasTerms }) => hasTerms).map(({ _id }) => _id));
  const waiting = withTerms.size === 0 ? new Map<MembershipTypeId, number>() : await membersWithoutTerm(platform, scope, withTerms);
  const views: View[] = [];
  for (const type of types.filter(({ archived }) => !archived)) {
    const row = rows.get(type._id) ?? (await settingsOfType(db, scope, type._id));
    const withoutTerm = row.hasTerms ? (waiting.get(type._id) ?? 0) : null;
    views.push({ membershipTypeId: type._id, name: type.name, ...plainSettings(row), withoutTerm, version: row.version });
  }
  return views;
}

/** @throws DomainError NOT_FOUND, CONFLICT when somebody else saved in between */
export async function saveTermSettings(
  platform: Platform,
  actor: UserActor,
  { membershipTypeId, version, ...settings }: z.output<typeof SaveTermSettingsInput>,
): Promise<View[]> {
  const { scope } = actor;
  const db = platform.databases.server;
  const type = await findMembershipType(scope, membershipTypeId);
  if (!type || type.archived) throw new DomainError('NOT_FOUND');
  await inTransaction(platform.databases.client, async (session) => {
    const before = await settingsOfType(db, scope, membershipTypeId, session);
    if (before.version !== version) throw new DomainError('CONFLICT');
    await saveSettings(db, scope, before, settings, session);
    const note = {
      action: 'renewal.settings',
      subjectKind: 'membership_type',
      subjectId: type._id,
      subjectName: type.name,
      fields: [],
    } as const;
    await recordAudit(platform, scope, actor, note, session);
  });
  return termSettings(platform, scope);
}

/** Hook of billing: types whose members renew a term of their own, with its length. */
export async function typesWithTerms(platform: Platform, scope: OrgScope): Promise<ReadonlyMap<MembershipTypeId, TermLength>> {
  const rows = await settingsByType(platform.databases.server, scope);
  return new Map([...rows.values()].filter(({ hasTerms }) => hasTerms).map(({ _id, kind, months }) => [_id, { kind, months }]));
}
