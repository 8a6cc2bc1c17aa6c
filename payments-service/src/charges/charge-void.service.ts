import type { BillId } from '@tsudoi/shared/kernel/ids';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { findAccount } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { isDead } from './charge-end.service.ts';
import { moveLocally } from './charge-move.service.ts';
import { type ChargeDocument, findChargesOfPayables, updateCharge } from './charge.repository.ts';
import { mayBePaid, nextInquiryAt } from './inquiry.rules.ts';

/** A page that is closed is not asked about, whatever state its charge is in. */
const closed = { voidWanted: false, nextInquiryAt: null, redirectUrl: null };

/** Voids one charge at the provider and, when it agrees, with us. */
export async function voidAtProvider(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  charge: ChargeDocument,
): Promise<'voided' | 'not_voidable' | 'unknown'> {
  const db = platform.databases.payments;
  if (charge.method === 'direct_debit') return voidDebit(platform, scope, charge);
  const account = await findAccount(db, scope, charge.accountId);
  const connector = connectors.get(charge.provider);
  if (!account || !connector) return 'unknown';
  const result = await connector.voidCharge(credentialsOf(platform, account), charge);
  crashPoint('void.answered');
  if (result.outcome === 'voided') await moveLocally(platform, scope, charge, 'voided', closed);
  return result.outcome;
}

/** What stands in a file for the bank is drawn whatever we wish; before that nobody but us knows of it. */
async function voidDebit(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<'voided' | 'not_voidable'> {
  const mayMove = ({ providerIds }: ChargeDocument) => providerIds['debitFile'] === undefined;
  const { state } = await moveLocally(platform, scope, charge, 'voided', { nextInquiryAt: null }, { mayMove });
  return state === 'voided' ? 'voided' : 'not_voidable';
}

/** Bills whose charges are read at once. */
const billsAtOnce = 100;

/**
 * Voids what is live for these bills. What is under way (a card, a prompt report) is left as it is, and keeps no other slip alive:
 * then the answer is false. What the provider does not answer is tried again by a job. `until`: later ones stay.
 */
export async function voidForPayables(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  payableIds: readonly BillId[],
  until: Date | null = null,
): Promise<boolean> {
  let voided = true;
  for (let from = 0; from < payableIds.length; from += billsAtOnce)
    if (!(await voidSome(platform, connectors, scope, payableIds.slice(from, from + billsAtOnce), until))) voided = false;
  return voided;
}

async function voidSome(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  payableIds: readonly BillId[],
  until: Date | null,
): Promise<boolean> {
  const now = platform.clock.now();
  const open = (await findChargesOfPayables(platform.databases.payments, scope, payableIds)).filter(
    (charge) => mayBePaid(charge, now) && (until === null || charge.createdAt <= until),
  );
  let voided = true;
  for (const charge of open) {
    if (charge.state === 'authorized' || charge.state === 'provisional') {
      voided = false;
      continue;
    }
    const result = await voidAtProvider(platform, connectors, scope, charge);
    if (result === 'not_voidable' && charge.state === 'failed' && (await isDead(platform, connectors, scope, charge))) continue;
    if (result === 'unknown') await wantVoid(platform, scope, charge);
    if (result === 'not_voidable') await inquireAtOnce(platform, scope, charge);
    if (result !== 'voided') voided = false;
  }
  return voided;
}

export async function wantVoid(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<void> {
  const wanted = { voidWanted: true, inquiries: 0 };
  const next = nextInquiryAt({ ...charge, ...wanted }, platform.clock.now());
  await updateCharge(platform.databases.payments, scope, charge, { ...wanted, nextInquiryAt: next });
}

/** The provider says that a number can be voided no more: it may be paid, and the notice of it lost. */
export async function inquireAtOnce(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<void> {
  await updateCharge(platform.databases.payments, scope, charge, { nextInquiryAt: platform.clock.now() });
  platform.nudgeInquiries();
}
