import type {
  DunningSettingsView,
  PreviewText,
  PreviewTextInput,
  UpdateDunningSettingsInput,
} from '@tsudoi/shared/contracts/dunning/dunning-settings.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { settingsAtFirst } from './dunning-default.rules.ts';
import { type DunningSettings, type DunningStage, findDunningSettings, saveDunningSettings } from './dunning-settings.repository.ts';
import { howToPayByMail, mailText } from './dunning-text.rules.ts';

type View = z.output<typeof DunningSettingsView>;
type Update = z.output<typeof UpdateDunningSettingsInput>;

/** How an organisation reminds; one that has set nothing has the usual stages, and sends none by itself. */
export async function dunningSettingsOf(
  platform: Platform,
  scope: OrgScope,
): Promise<{ settings: DunningSettings; lastKey: number; version: number }> {
  const row = await findDunningSettings(platform.databases.server, scope);
  if (row) return { settings: row.settings, lastKey: row.lastKey, version: row.version };
  return { settings: settingsAtFirst, lastKey: settingsAtFirst.stages.length, version: 0 };
}

export async function dunningSettings(platform: Platform, scope: OrgScope): Promise<View> {
  const { settings, version } = await dunningSettingsOf(platform, scope);
  return { ...settings, version };
}

/** Stages keep their keys, new ones get the next. A key that no stage has is one that somebody else has taken out meanwhile. */
function keyed(
  stages: Update['settings']['stages'],
  known: readonly DunningStage[],
  lastKey: number,
): { stages: DunningStage[]; lastKey: number } {
  const keys = new Set(known.map(({ key }) => key));
  let last = lastKey;
  const taken = new Set<number>();
  const given = stages.map((stage): DunningStage => {
    const isKnown = stage.key !== null && keys.has(stage.key) && !taken.has(stage.key);
    const key = isKnown ? stage.key! : (last += 1);
    taken.add(key);
    return { ...stage, key };
  });
  return { stages: given, lastKey: last };
}

/** @throws DomainError CONFLICT when somebody else changed the settings in between */
export async function updateDunningSettings(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { settings, version }: Update,
): Promise<View> {
  const before = await dunningSettingsOf(platform, scope);
  const { stages, lastKey } = keyed(settings.stages, before.settings.stages, before.lastKey);
  await inTransaction(platform.databases.client, async (session) => {
    const saved = await saveDunningSettings(platform.databases.server, scope, version, { ...settings, stages }, lastKey, session);
    if (!saved) throw new DomainError('CONFLICT');
    const { name } = await findOrganization(scope, session);
    const note = {
      action: 'dunning.settings',
      subjectKind: 'organization',
      subjectId: scope.orgId,
      subjectName: name,
      fields: [],
    } as const;
    await recordAudit(platform, scope, actor, note, session);
  });
  return dunningSettings(platform, scope);
}

/** What a mail with these texts would look like, to somebody who does not exist. */
export async function previewText(
  platform: Platform,
  scope: OrgScope,
  { english, ...texts }: z.output<typeof PreviewTextInput>,
): Promise<z.output<typeof PreviewText>> {
  const { name, slug } = await findOrganization(scope);
  const today = platform.clock.today();
  const facts = {
    name: '山田 花子',
    honorific: '様',
    memberNumber: '2026-0001',
    awaitsNumber: false,
    organizationName: name,
    bills: [{ billName: '年会費', billNumber: 'B-000123', dueOn: addDays(today, -7), outstanding: yen(10_000) }],
    howToPay: howToPayByMail({ online: `${platform.env.PUBLIC_URL}/${slug}/p`, isOpen: true, account: '', office: '' }),
  };
  return { subject: shortSubject(name, texts.subject), text: mailText(texts, facts, english) };
}
