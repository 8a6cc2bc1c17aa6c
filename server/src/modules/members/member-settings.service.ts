import type { MemberSettingsView, SaveMemberSettingsInput } from '@tsudoi/shared/contracts/members/member-settings.contract';
import type { AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { changedFields, recordAudit } from '../audit/audit.public.ts';
import { settledRanks } from './member-rank.rules.ts';
import { changeMemberSettings, findMemberSettings } from './member-settings.repository.ts';

type View = z.output<typeof MemberSettingsView>;

/** Ranks, and whether corporate members have a My Page. */
export async function memberSettings(scope: OrgScope): Promise<View> {
  const { corporateMyPage, ranks, version } = await findMemberSettings(scope);
  return { corporateMyPage, ranks, version };
}

/** @throws DomainError CONFLICT, INVALID_INPUT */
export async function saveMemberSettings(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof SaveMemberSettingsInput>,
): Promise<View> {
  const { scope } = actor;
  return inTransaction(platform.databases.client, async (session) => {
    const before = await findMemberSettings(scope, session);
    if (before.version !== input.version) throw new DomainError('CONFLICT');
    const changes = { corporateMyPage: input.corporateMyPage, ranks: settledRanks(before.ranks, input.ranks) };
    if (!(await changeMemberSettings(scope, before.version, changes, session))) throw new DomainError('CONFLICT');
    const fields: AuditField[] = changedFields<'corporateMyPage' | 'ranks'>(before, changes);
    const note = {
      action: 'member_settings.update',
      subjectKind: 'member_settings',
      subjectId: scope.orgId,
      subjectName: '',
      fields,
    } as const;
    await recordAudit(platform, scope, actor, note, session);
    await recordLive(platform.databases.server, scope, [{ topic: 'members', ref: scope.orgId }], platform.clock.now(), session);
    return { ...changes, version: before.version + 1 };
  });
}
