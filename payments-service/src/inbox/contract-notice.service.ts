import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { findChargeByNumber } from '../charges/charge.repository.ts';
import type { ChargeReference, InquiryAnswer } from '../connectors/connector.ts';
import type { ContractWord } from '../connectors/contract-word.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { raiseDiscrepancy } from '../reconciliation/discrepancy.service.ts';
import type { InboxRow } from './inbox.repository.ts';

/** What a kept notice tells of a contract under which its provider charges by itself. */
function contractWordIn(connectors: Connectors, { provider, body, headers }: InboxRow): ContractWord | null {
  const connector = connectors.get(provider);
  if (connector?.authenticity !== 'unsigned') return null;
  return connector.contractWord?.({ body: Buffer.from(body.buffer), headers }) ?? null;
}

/** Ends a notice that names nothing to ask about. Kept as told: an unsigned word stops nothing by itself (provider case 31). */
export async function keepTold(platform: Platform, connectors: Connectors, scope: OrgScope, row: InboxRow): Promise<string> {
  if (await raiseUntold(platform, connectors, scope, row, [])) return 'contract_charge';
  const contract = contractWordIn(connectors, row);
  if (contract === null) return 'nothing_to_do';
  return contract.word === 'stopped' ? 'contract_stopped' : 'contract_charge_failed';
}

/**
 * A charge that the provider made by itself, and of which its answer does not speak: asked by the order it tells of the first
 * payment, of another month, or of none. Nothing is booked on an unsigned word, and nothing may be lost: people look at the
 * provider, once for each payment. One that the answer does tell of goes the way of all money. True: people are told.
 */
export async function raiseUntold(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  row: InboxRow,
  answers: readonly InquiryAnswer[],
): Promise<boolean> {
  const contract = contractWordIn(connectors, row);
  if (contract?.word !== 'charged') return false;
  const { paymentId, orderNumber, amount } = contract;
  const readings = answers.map(({ body }) => connectors.get(row.provider)?.readInquiry(body));
  if (readings.some((reading) => reading?.outcome === 'event' && reading.event.providerPaymentId === paymentId)) return false;
  const named = orderNumber === null ? null : await findChargeByNumber(platform.databases.payments, scope, orderNumber);
  // Only charges of the very account that was called (case 23).
  const charge = named?.accountId === row.accountId ? named : null;
  const facts = { inboxId: row._id, reason: 'contract_charge', provider: row.provider, expected: null, received: amount } as const;
  await raiseDiscrepancy(platform, scope, { ...facts, chargeId: charge?._id ?? null }, charge, orderNumber ?? paymentId);
  return true;
}

/**
 * What nobody answered about in a day, of a charge that is asked about no more by itself: it was given up, or ran out, and may
 * have been paid all the same. Nothing is booked; people are told, and can ask the provider again.
 */
export async function raiseUnanswered(
  platform: Platform,
  scope: OrgScope,
  row: InboxRow,
  { paymentNumber }: ChargeReference,
): Promise<void> {
  const charge = await findChargeByNumber(platform.databases.payments, scope, paymentNumber);
  // A number that is none of this account's is anybody's word (case 23).
  if (charge?.accountId !== row.accountId || charge.nextInquiryAt !== null) return;
  const facts = { inboxId: row._id, reason: 'charge_unanswered', provider: row.provider, chargeId: charge._id } as const;
  await raiseDiscrepancy(platform, scope, { ...facts, expected: charge.amount, received: null }, charge);
}
