import type { PayerDownloadInput, PayerPapers } from '@tsudoi/shared/contracts/documents/payer-paper.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { goesOn } from '../organizations/organizations.public.ts';
import {
  type PayLinkFacts,
  type PayLinkPart,
  asksForNothing,
  isPayLinkOpen,
  moneyThatPays,
  openedLink,
  payerActor,
} from '../payments/payments.public.ts';
import { bankOn, invoiceBytes } from './invoice.service.ts';
import { pressOf } from './paper-facts.service.ts';
import { livePayerInvoice } from './paper.repository.ts';
import { issuePayerInvoice } from './payer-invoice.service.ts';
import { type ReceiptDocument, liveReceiptsOfBills } from './receipt.repository.ts';
import { type ReceiptFile, issueReceiptOf, receiptBytes } from './receipt.service.ts';
import { checkedBytes } from './stored-bytes.service.ts';

type Door = Parameters<typeof openedLink>[1];

/** The payer has the receipt of a bill that they alone paid, but for what was waived of it; where others paid a part, the office writes it. */
async function isTheirs(
  platform: Platform,
  scope: OrgScope,
  link: PayLinkFacts['link'],
  { bill, state, paidHere }: PayLinkPart,
): Promise<boolean> {
  if (state !== 'paid_here') return false;
  if (paidHere >= bill.amount) return true;
  return (await moneyThatPays(platform, scope, bill)).every(({ payment }) => payment.payLinkId === link._id);
}

const addresseeOf = ({ content, copies }: ReceiptDocument): string => (copies.at(-1) ?? content).addressee;

/** The payer's invoice, the account they may transfer to, and the receipts they can have. @throws DomainError NOT_FOUND, TOKEN_INVALID */
export async function payerPapers(platform: Platform, door: Door): Promise<PayerPapers> {
  const { scope, facts } = await openedLink(platform, door);
  const db = platform.databases.server;
  const press = await pressOf(platform, scope);
  const invoice = await livePayerInvoice(db, scope, facts.link._id);
  const isOpen = isPayLinkOpen(facts.state);
  const isPaid = facts.state === 'paid' && !asksForNothing(facts);
  const paid = facts.parts.filter(({ state }) => state === 'paid_here');
  const receipts = await liveReceiptsOfBills(
    db,
    scope,
    paid.map(({ bill }) => bill._id),
  );
  const theirs = new Set<BillId>();
  for (const part of paid) if (await isTheirs(platform, scope, facts.link, part)) theirs.add(part.bill._id);
  const known = new Map(receipts.map((receipt) => [receipt.billId, receipt]));
  return {
    invoice:
      invoice && (isOpen || isPaid)
        ? {
            number: invoice.number,
            amount: invoice.amount as unknown as NonNullable<PayerPapers['invoice']>['amount'],
            issuedOn: invoice.issuedOn,
            replaces: invoice.content.replaces === '' ? null : invoice.content.replaces,
          }
        : null,
    canHaveInvoice: isOpen || (isPaid && invoice !== null),
    bank: isOpen ? bankOn(press) : null,
    receipts: paid.map(({ bill }) => {
      const receipt = theirs.has(bill._id) ? known.get(bill._id) : undefined;
      return {
        billId: bill._id,
        number: receipt?.number ?? null,
        addressee: receipt ? addresseeOf(receipt) : '',
        available: theirs.has(bill._id),
      };
    }),
  };
}

/**
 * The bytes of a paper of the payer's, issued on first need; whom a receipt is addressed to is chosen then, once (PAY-18).
 * @throws DomainError NOT_FOUND, TOKEN_INVALID, INVOICE_NOT_AVAILABLE, RECEIPT_NOT_AVAILABLE
 */
export async function payerPaper(platform: Platform, input: z.output<typeof PayerDownloadInput>): Promise<ReceiptFile> {
  const opened = await openedLink(platform, input);
  const { scope, facts } = opened;
  if (input.paper === 'invoice') {
    const invoice = await issuePayerInvoice(platform, opened);
    return { fileName: `請求書_${invoice.number}.pdf`, bytes: await invoiceBytes(platform, scope, invoice) };
  }
  const part = facts.parts.find(({ bill, state }) => bill._id === input.billId && state === 'paid_here');
  if (!part) throw new DomainError('NOT_FOUND');
  if (!(await isTheirs(platform, scope, facts.link, part))) throw new DomainError('RECEIPT_NOT_AVAILABLE');
  const [known] = await liveReceiptsOfBills(platform.databases.server, scope, [part.bill._id]);
  if (known) return receiptFile(platform, scope, known);
  if (!goesOn(opened.organization)) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
  const addressee = input.addressee === 'payer' ? facts.link.payerName : part.bill.memberName;
  return receiptFile(platform, scope, await issueReceiptOf(platform, scope, payerActor, part.bill._id, addressee, 'electronic'));
}

/** The newest issue of a receipt. */
async function receiptFile(platform: Platform, scope: OrgScope, receipt: ReceiptDocument): Promise<ReceiptFile> {
  const copy = receipt.copies.at(-1);
  if (!copy) return { fileName: `領収書_${receipt.number}.pdf`, bytes: await receiptBytes(platform, scope, receipt) };
  const fileName = `領収書_${receipt.number}_再発行${receipt.copies.length}.pdf`;
  return { fileName, bytes: await checkedBytes(platform.databases.server, scope, copy) };
}
