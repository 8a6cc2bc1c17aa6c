import { PayoutAccount, type PayoutAccountView } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newPayoutAccountId } from '@tsudoi/shared/kernel/payout-ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../platform/platform.ts';
import { openSecret, sealSecret } from '../platform/secret-box.ts';
import {
  type PayoutAccountDocument,
  currentPayoutAccount,
  deletePayoutAccounts,
  insertPayoutAccount,
} from './payout-account.repository.ts';
import { forgetAccountsOfPayouts } from './payout.repository.ts';

/** Where the organisation's money goes now, as it may be shown. */
export async function payoutAccount(platform: Platform, scope: OrgScope): Promise<PayoutAccountView | null> {
  return (await currentPayoutAccount(platform.databases.payments, scope))?.view ?? null;
}

/** The whole account, for the bank file alone. @throws Error when it was sealed with another key */
export function openAccount(platform: Platform, sealed: string): PayoutAccount {
  return PayoutAccount.parse(JSON.parse(openSecret(sealed, platform.env.SECRETS_KEY)));
}

type Save = Pick<PayoutAccountDocument, 'inPlace'> & {
  readonly account: PayoutAccount;
  readonly version: number;
  readonly changedBy: string;
};

/**
 * Another account from now on: payouts that are approved keep theirs. The same account again is no change.
 * @throws DomainError CONFLICT when somebody else was first
 */
export async function savePayoutAccount(
  platform: Platform,
  scope: OrgScope,
  { account, version, changedBy, inPlace }: Save,
): Promise<PayoutAccountView> {
  const db = platform.databases.payments;
  const known = await currentPayoutAccount(db, scope);
  const text = JSON.stringify(account);
  if (known && JSON.stringify(openAccount(platform, known.sealed)) === JSON.stringify(PayoutAccount.parse(account))) return known.view;
  if ((known?.version ?? 0) !== version) throw new DomainError('CONFLICT');
  const now = platform.clock.now();
  const { accountNumber, ...shown } = account;
  const view: PayoutAccountView = {
    payoutAccountId: newPayoutAccountId(),
    ...shown,
    tail: accountNumber.slice(-3),
    version: version + 1,
    changedBy,
    changedAt: now.toISOString(),
  };
  const row: PayoutAccountDocument = {
    _id: view.payoutAccountId,
    orgId: scope.orgId,
    version: view.version,
    sealed: sealSecret(text, platform.env.SECRETS_KEY),
    view,
    ...(inPlace ? { inPlace } : {}),
    createdAt: now,
  };
  if (!(await insertPayoutAccount(db, scope, row))) throw new DomainError('CONFLICT');
  return view;
}

/** The organisation is no more and everything is paid out: where it went is forgotten, how much and when stays (case 40). */
export async function forgetPayoutAccounts(platform: Platform, scope: OrgScope): Promise<number> {
  const db = platform.databases.payments;
  await forgetAccountsOfPayouts(db, scope);
  return deletePayoutAccounts(db, scope);
}
