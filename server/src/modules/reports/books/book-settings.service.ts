import type { AccountRole, BookSettings, BookSettingsView, UpdateBookSettingsInput } from '@tsudoi/shared/contracts/reports/books.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../../platform/actor.ts';
import type { Platform } from '../../../platform/platform.ts';
import { recordAudit } from '../../audit/audit.public.ts';
import { findOrganization } from '../../organizations/organizations.public.ts';
import type { BookTerms } from './journal.rules.ts';
import { findBookSettings, saveBookSettings } from './book-settings.repository.ts';

type View = z.output<typeof BookSettingsView>;

const named = (account: string, sub = '') => ({ account, sub });

/** What associations commonly call them; every one can be changed. */
const usualAccounts: Readonly<Record<AccountRole, BookSettings['accounts'][AccountRole]>> = {
  receivable: named('未収会費'),
  prepaid: named('前受会費'),
  deposit: named('預り金', '会費の過入金'),
  bank: named('普通預金'),
  postal: named('普通預金', 'ゆうちょ銀行'),
  cash: named('現金'),
  clearing: named('未収入金', '決済代行'),
  debit: named('未収入金', '口座振替'),
  writeOff: named('雑損失'),
  systemFee: named('支払手数料'),
  annual: named('会費収入'),
  joining: named('入会金収入'),
  event: named('事業収入'),
  recurring: named('会費収入'),
  adhoc: named('雑収入'),
};

const atFirst: BookSettings = { basis: 'accrual', deferPrepaid: true, partner: true, feeTax: 'purchase_10', accounts: usualAccounts };

/** Settings that were kept before there were as many: what they do not name is as usual. */
export function completedSettings(kept: BookSettings): BookSettings {
  return { ...atFirst, ...kept, accounts: { ...usualAccounts, ...kept.accounts } };
}

/** What of the settings decides on journals; the rest is how they are written. */
export const bookTerms = ({ basis, deferPrepaid, feeTax }: BookSettings, fiscalYearStartMonth: number): BookTerms => ({
  basis,
  deferPrepaid,
  feeTax,
  fiscalYearStartMonth,
});

/** How the books are kept; an organisation that has set nothing has the usual accounts by 発生主義. */
export async function bookSettings(platform: Platform, scope: OrgScope): Promise<View> {
  const row = await findBookSettings(platform.databases.server, scope);
  const { fiscalYearStartMonth } = await findOrganization(scope);
  return { ...(row ? completedSettings(row.settings) : atFirst), fiscalYearStartMonth, version: row?.version ?? 0 };
}

/** @throws DomainError CONFLICT when somebody else changed the settings in between */
export async function updateBookSettings(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { settings, version }: z.output<typeof UpdateBookSettingsInput>,
): Promise<View> {
  await inTransaction(platform.databases.client, async (session) => {
    if (!(await saveBookSettings(platform.databases.server, scope, version, settings, session))) throw new DomainError('CONFLICT');
    const { name } = await findOrganization(scope, session);
    const note = { action: 'book.settings', subjectKind: 'organization', subjectId: scope.orgId, subjectName: name, fields: [] } as const;
    await recordAudit(platform, scope, actor, note, session);
  });
  return bookSettings(platform, scope);
}
