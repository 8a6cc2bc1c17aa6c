import type { FeeTermsView, SetFeeBearerInput } from '@tsudoi/shared/contracts/payments/fee.contract';
import type { EnteredAccount, PayoutAccount, PayoutAccountView } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { japanPostAddress } from '@tsudoi/shared/kernel/japan-post';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { SystemActor, UserActor } from '../../platform/actor.ts';
import { answerLast } from '../../platform/answer-last.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit, recordWithAnswer } from '../audit/audit.public.ts';
import { ownerAddresses } from '../identity/identity.public.ts';
import { findOrganization, isOver } from '../organizations/organizations.public.ts';
import { payoutAccountMail } from './payout-account.mail.ts';

/** The rates in force and who bears the fee. @throws DomainError PROVIDER_UNAVAILABLE */
export function feeTerms(platform: Platform, scope: OrgScope): Promise<FeeTermsView> {
  return paymentsClient(platform, scope).call('fees.terms', {});
}

/**
 * 団体負担 or 会員負担 (TEN-06), for what is opened from now on. It is written down before the payments-service is asked and
 * together with its yes: no change goes unseen. @throws DomainError CONFLICT, PROVIDER_UNAVAILABLE
 */
export function setFeeBearer(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof SetFeeBearerInput>,
): Promise<FeeTermsView> {
  const subject = { subjectKind: 'feeTerms', subjectId: scope.orgId, subjectName: '' };
  const note = { action: 'fee.bearer', ...subject, fields: ['feeBearer'] } as const;
  return recordWithAnswer(
    platform,
    scope,
    actor,
    note,
    async () => (await paymentsClient(platform, scope).call('fees.setBearer', input)).terms,
  );
}

/** @throws DomainError PROVIDER_UNAVAILABLE */
export function payoutAccount(platform: Platform, scope: OrgScope): Promise<PayoutAccountView | null> {
  return paymentsClient(platform, scope).call('payouts.account', {});
}

/** As a bank file addresses it: accounts of Japan Post Bank by what their books say (oracle 42). */
function addressOf(entered: EnteredAccount): PayoutAccount {
  if (entered.via === 'bank') {
    const { via: _via, ...account } = entered;
    return account;
  }
  const address = japanPostAddress(entered.symbol, entered.number);
  if (!address) throw new RangeError('an account of Japan Post Bank was let through');
  return { ...address, bankName: 'ﾕｳﾁﾖ', branchName: japanPostBranch(address.branchCode), kind: 'ordinary', holder: entered.holder };
}

const digitNames = ['ｾﾞﾛ', 'ｲﾁ', 'ﾆ', 'ｻﾝ', 'ﾖﾝ', 'ｺﾞ', 'ﾛｸ', 'ﾅﾅ', 'ﾊﾁ', 'ｷﾕｳ'] as const;
/** Its branches are called by the digits of their codes: 〇五八. */
const japanPostBranch = (code: string): string => [...code].map((digit) => digitNames[Number(digit)]!).join('');

async function tellOwners(
  platform: Platform,
  scope: OrgScope,
  by: string,
  account: PayoutAccount,
  version: number,
  session: ClientSession,
): Promise<void> {
  const organization = await findOrganization(scope, session);
  for (const to of await ownerAddresses(platform, scope, session)) {
    const draft = payoutAccountMail({
      to,
      organizationName: organization.name,
      by,
      bank: `${account.bankName} ${account.branchName}`,
      tail: account.accountNumber.slice(-3),
      link: isOver(organization) ? null : `${platform.env.PUBLIC_URL}/${organization.slug}/admin/settings/payouts`,
      key: `${scope.orgId}:${version}:${to}`,
    });
    await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
  }
}

interface Save {
  readonly account: EnteredAccount;
  readonly version: number;
  /** By the operator, where nobody of the organisation gets in any more. */
  readonly inPlace?: { readonly operatorId: string; readonly evidence: string };
}

/**
 * Another account from the next payout on. The log and the mails to the owners stand with it or not at all: they are written
 * first, and undone when the payments-service refuses. @throws DomainError CONFLICT, PROVIDER_UNAVAILABLE
 */
export async function savePayoutAccount(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor | SystemActor,
  { account: entered, version, inPlace }: Save,
): Promise<PayoutAccountView> {
  const account = addressOf(entered);
  const subject = { subjectKind: 'payoutAccount', subjectId: scope.orgId, subjectName: '' };
  const asked = { account, version, changedBy: actor.name, ...(inPlace ? { inPlace } : {}) };
  const view = await answerLast(
    platform,
    async (session) => {
      await recordAudit(platform, scope, actor, { action: 'payout.account', ...subject, fields: ['bankAccount'] }, session);
      await tellOwners(platform, scope, actor.name, account, version + 1, session);
    },
    () => paymentsClient(platform, scope).call('payouts.saveAccount', asked),
  );
  platform.nudgeMail();
  return view;
}
