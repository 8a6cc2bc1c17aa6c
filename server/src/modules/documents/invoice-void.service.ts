import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { type MoneyMoves, payersOfBills } from '../payments/payments.public.ts';
import { type InvoiceDocument, liveInvoicesOfBills, livePayerInvoice, voidPaper } from './paper.repository.ts';

/** A payer's invoice stands in their place (docs/decisions/0029). */
export async function voidMembersInvoices(
  { databases, clock }: Platform,
  scope: OrgScope,
  invoices: readonly InvoiceDocument[],
  session: ClientSession,
): Promise<void> {
  for (const invoice of invoices) await voidPaper(databases.server, scope, invoice, clock.now(), session);
  const news = invoices.map(({ _id, memberId }) => ({ topic: 'receipts' as const, ref: _id, memberId }));
  await recordLive(databases.server, scope, news, clock.now(), session);
}

/** A payer pays by their invoice after the link was over: what its members have had issued since holds no more. */
export async function voidInvoicesPaidByPayers(
  platform: Platform,
  scope: OrgScope,
  { bills, payments }: MoneyMoves,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const linkIds = new Set(payments.flatMap(({ after }) => after.payLinkId ?? []));
  let isInvoiced = false;
  for (const linkId of linkIds) isInvoiced ||= (await livePayerInvoice(db, scope, linkId, session)) !== null;
  if (!isInvoiced) return;
  const now = bills.map(({ after }) => after);
  const payers = await payersOfBills(platform, scope, now, session);
  await voidMembersInvoices(platform, scope, await liveInvoicesOfBills(db, scope, [...payers.keys()], session), session);
}
