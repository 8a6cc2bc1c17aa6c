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
import { rankKey } from './member-search.rules.ts';
import { type MemberSettingsDocument, changeMemberSettings, findMemberSettings } from './member-settings.repository.ts';
import { keysInUse } from './member.repository.ts';

type View = z.output<typeof MemberSettingsView>;

async function viewOf(scope: OrgScope, settings: Pick<MemberSettingsDocument, 'corporateMyPage' | 'ranks' | 'version'>): Promise<View> {
  const { corporateMyPage, ranks, version } = settings;
  const away = ranks.filter(({ archived }) => archived).map(({ rankId }) => rankKey(rankId));
  const held = await keysInUse(scope, away);
  return { corporateMyPage, ranks: ranks.map((rank) => ({ ...rank, offered: !rank.archived || held.has(rankKey(rank.rankId)) })), version };
}

/** Ranks, and whether corporate members have a My Page. */
export async function memberSettings(scope: OrgScope): Promise<View> {
  return viewOf(scope, await findMemberSettings(scope));
}

/** @throws DomainError CONFLICT, INVALID_INPUT */
export async function saveMemberSettings(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof SaveMemberSettingsInput>,
): Promise<View> {
  const { scope } = actor;
  const saved = await inTransaction(platform.databases.client, async (session) => {
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
  return viewOf(scope, saved);
}
