import {
  type PaperSettingsView,
  type UpdatePaperSettingsInput,
  isSameAccount,
} from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import { isCorporateNumber } from '@tsudoi/shared/kernel/corporate-number';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { proveOwnPassword } from '../identity/identity.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { type PaperSettingsDocument, findPaperSettings, savePaperSettings } from './paper-settings.repository.ts';

type Settings = PaperSettingsDocument['settings'];
type View = z.output<typeof PaperSettingsView>;

/** Kinds whose receipts are of business unless the office says otherwise: others share out no surplus (domain.md 4.2). */
const tradingKinds: readonly string[] = ['company', 'individual'];

function atFirst(kind: string): Settings {
  return {
    form: 'plain',
    registrationNumber: '',
    registeredAs: kind === 'individual' ? 'other' : 'corporation',
    taxRounding: 'floor',
    businessReceipts: tradingKinds.includes(kind),
    bankPrinted: false,
    bankName: '',
    bankBranch: '',
    bankAccountType: 'ordinary',
    bankAccountNumber: '',
    bankHolder: '',
  };
}

/** What papers are made with; an organisation that has set nothing issues plain ones. */
export async function paperSettingsOf(platform: Platform, scope: OrgScope): Promise<{ settings: Settings; version: number }> {
  const row = await findPaperSettings(platform.databases.server, scope);
  if (row) return { settings: row.settings, version: row.version };
  return { settings: atFirst((await findOrganization(scope)).kind), version: 0 };
}

export async function paperSettings(platform: Platform, scope: OrgScope): Promise<View> {
  const { settings, version } = await paperSettingsOf(platform, scope);
  const { registrationNumber } = settings;
  return { ...settings, checkDigitFails: registrationNumber !== '' && !isCorporateNumber(registrationNumber.slice(1)), version };
}

/** Members transfer to the account that is printed: another one asks for the own password (security.md 4.8). @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED */
export async function proveOtherAccount(
  platform: Platform,
  actor: UserActor,
  { settings, password }: z.output<typeof UpdatePaperSettingsInput>,
  facts: RequestFacts,
): Promise<void> {
  const before = await paperSettingsOf(platform, actor.scope);
  if (!isSameAccount(before.settings, settings)) await proveOwnPassword(platform, actor, password, facts);
}

/** @throws DomainError CONFLICT when somebody else changed the settings in between */
export async function updatePaperSettings(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { settings, version }: Omit<z.output<typeof UpdatePaperSettingsInput>, 'password'>,
): Promise<View> {
  await inTransaction(platform.databases.client, async (session) => {
    if (!(await savePaperSettings(platform.databases.server, scope, version, settings, session))) throw new DomainError('CONFLICT');
    const { name } = await findOrganization(scope, session);
    const note = { action: 'paper.settings', subjectKind: 'organization', subjectId: scope.orgId, subjectName: name, fields: [] } as const;
    await recordAudit(platform, scope, actor, note, session);
  });
  return paperSettings(platform, scope);
}
