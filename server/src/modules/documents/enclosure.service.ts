import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { UserActor } from '../../platform/actor.ts';
import type { PdfPage } from '../../platform/pdf.ts';
import type { Platform } from '../../platform/platform.ts';
import { invoiceSheet } from './invoice.document.ts';
import { issuedInvoice } from './invoice.service.ts';
import { pressOf } from './paper-facts.service.ts';
import { reissuedReceipt } from './receipt-copy.service.ts';
import { receiptSheet } from './receipt.document.ts';
import { issueReceiptOf } from './receipt.service.ts';

/** Draws an issued paper on a fresh sheet of somebody else's file: the sheet that its stored bytes show, from the same row. */
export type Sheet = (page: PdfPage) => void;

/** The invoice of a bill, issued where it has none, to go into an envelope. @throws DomainError INVOICE_NOT_AVAILABLE, INVOICE_BY_PAYER, NOT_FOUND */
export async function invoiceToEnclose(platform: Platform, actor: UserActor, billId: BillId): Promise<Sheet> {
  const { invoice } = await issuedInvoice(platform, actor, billId, await pressOf(platform, actor.scope));
  return (page) => invoiceSheet(page, invoice.content);
}

/**
 * The receipt of a bill as paper, with what has to be said of a revenue stamp: the first issue where there is none, else a
 * later one marked 再発行. `letter` names the envelope, so that printed again it is the same issue.
 * @throws DomainError RECEIPT_NOT_AVAILABLE, NOT_FOUND, CONFLICT when a colleague was faster
 */
export async function receiptToEnclose(platform: Platform, actor: UserActor, billId: BillId, letter: string): Promise<Sheet> {
  const { scope } = actor;
  const receipt = await issueReceiptOf(platform, scope, actor, billId, undefined, 'paper');
  const last = receipt.copies.at(-1);
  if ((last ?? receipt.content).medium === 'paper') {
    const { addressee, honorific } = last ?? receipt.content;
    return (page) => receiptSheet(page, { ...receipt.content, addressee, honorific, medium: 'paper' }, last ?? null);
  }
  const asked = { receiptId: receipt._id, reason: '郵送', medium: 'paper', idempotencyKey: `letter:${letter}` } as const;
  const { content, copies } = await reissuedReceipt(platform, scope, actor, asked);
  const copy = copies.find(({ key }) => key === asked.idempotencyKey)!;
  return (page) => receiptSheet(page, { ...content, addressee: copy.addressee, honorific: copy.honorific, medium: 'paper' }, copy);
}
