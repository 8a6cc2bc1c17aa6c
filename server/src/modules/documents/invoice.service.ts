import type { InvoiceOfBillOutput, InvoiceView } from '@tsudoi/shared/contracts/documents/paper.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, type InvoiceId, newInvoiceId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { SignedInActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type BillDocument, factsOf, getBill, isPayable, outstandingYen, provisoText, touchBills } from '../billing/billing.public.ts';
import { payersOfBills } from '../payments/payments.public.ts';
import { type Draw, drawAtOnce } from './drawing.service.ts';
import { hasInvoice, isPrintedAlike } from './invoice.rules.ts';
import { type Press, billFor, feeNoteOf, periodOf, pressOf } from './paper-facts.service.ts';
import {
  type InvoiceDocument,
  type PayerInvoiceDocument,
  getPaper,
  insertPapers,
  liveInvoiceOfBill,
  namePaperFile,
  voidPaper,
} from './paper.repository.ts';
import { unnumberedAmong } from './paper-number.service.ts';
import { ownNamesOf } from './paper-title.service.ts';
import { counterpartyKey, isSameDemand, paperBody, paperLines, paperNumber, seriesOf } from './paper.rules.ts';
import { voidPapers } from './paper-void.service.ts';
import { type OwnName, honorificOf } from './receipt.rules.ts';
import { bytesOnce } from './stored-bytes.service.ts';

type View = z.output<typeof InvoiceView>;
export type Demand = Pick<InvoiceDocument['content'], 'amount' | 'dueOn'> & { readonly lines: InvoiceDocument['content']['body']['lines'] };

/** What the bill asks for now. */
function demandOf(bill: BillDocument, press: Press): Demand {
  return { amount: bill.amount, dueOn: bill.dueOn, lines: paperLines(bill, bill.amount, feeNoteOf(bill, press)) };
}

export const demandOn = ({ content }: Pick<InvoiceDocument, 'content'>): Demand => ({
  amount: content.amount,
  dueOn: content.dueOn,
  lines: content.body.lines,
});

/** Whether the account and the tax stand on the paper as the settings of papers have them now. */
export const isPrintedAsNow = ({ content }: Pick<InvoiceDocument, 'content'>, press: Press): boolean =>
  isPrintedAlike(content, { bank: bankOn(press), body: paperBody(content.body.lines, press.settings) });

/** What is asked for, whatever it is called: an invoice that is issued keeps the name that it says (BIL-07). */
const unnamed = (demand: Demand): Demand => ({ ...demand, lines: demand.lines.map((line) => ({ ...line, label: '' })) });

/** Whether what is asked for is what the paper says and, while it is to be paid, who asks and to which account. */
export function isCurrent(invoice: InvoiceDocument, bill: BillDocument, press: Press): boolean {
  return (
    isSameDemand(unnamed(demandOn(invoice)), unnamed(demandOf(bill, press))) && (!isPayable(bill.status) || isPrintedAsNow(invoice, press))
  );
}

function toView(invoice: InvoiceDocument, bill: BillDocument, press: Press): View {
  const { content } = invoice;
  return {
    invoiceId: invoice._id,
    number: invoice.number,
    billId: invoice.billId,
    billName: invoice.billName,
    amount: content.amount as unknown as View['amount'],
    addressee: content.addressee,
    honorific: content.honorific,
    dueOn: content.dueOn,
    issuedOn: invoice.issuedOn,
    replaces: content.replaces === '' ? null : content.replaces,
    voided: invoice.voided || bill.status === 'cancelled',
    outdated: !invoice.voided && !isCurrent(invoice, bill, press),
    downloadPath: `/documents/invoices/${invoice._id}.pdf`,
  };
}

/** Who pays the bill in its member's place; null where nobody does. */
async function payerOf(platform: Platform, scope: OrgScope, bill: BillDocument, session?: ClientSession): Promise<string | null> {
  return (await payersOfBills(platform, scope, [bill], session)).get(bill._id) ?? null;
}

/** A member has none of their own while somebody else is to pay, and where they did. */
export async function invoiceOfBill(
  platform: Platform,
  actor: SignedInActor,
  billId: BillId,
): Promise<z.output<typeof InvoiceOfBillOutput>> {
  const bill = await billFor(platform, actor, billId);
  const payer = await payerOf(platform, actor.scope, bill);
  if (payer !== null && actor.kind === 'member') return { invoice: null, payer };
  const invoice = await liveInvoiceOfBill(platform.databases.server, actor.scope, billId);
  return { invoice: invoice && toView(invoice, bill, await pressOf(platform, actor.scope)), payer };
}

/** The account that invoices print, or null where they print none (PAY-19). */
export function bankOn({ settings }: Press): InvoiceDocument['content']['bank'] {
  if (!settings.bankPrinted) return null;
  return {
    name: settings.bankName,
    branch: settings.bankBranch,
    accountType: settings.bankAccountType,
    accountNumber: settings.bankAccountNumber,
    holder: settings.bankHolder,
  };
}

/** The row of an invoice that is issued now; its number is taken by the caller. */
export function invoiceRow(
  platform: Platform,
  scope: OrgScope,
  bill: BillDocument,
  press: Press,
  given: {
    readonly number: string;
    readonly addressee: string;
    readonly own: OwnName | null;
    readonly replaces: string;
    readonly awaitsNumber: boolean;
  },
): InvoiceDocument {
  const { organization, settings } = press;
  const issuedOn = platform.clock.today();
  const { amount, dueOn, lines } = demandOf(bill, press);
  const { number, addressee, own, replaces, awaitsNumber } = given;
  return {
    _id: newInvoiceId(),
    orgId: scope.orgId,
    kind: 'invoice',
    number,
    billId: bill._id,
    memberId: bill.memberId,
    billName: bill.billName,
    amount,
    datedOn: issuedOn,
    counterparty: counterpartyKey(addressee, bill.memberName, bill.memberNumber),
    content: {
      number,
      addressee,
      honorific: honorificOf(addressee, own),
      amount,
      body: paperBody(lines, settings),
      memberNumber: bill.memberNumber,
      ...(awaitsNumber ? { awaitsNumber } : {}),
      issuedOn,
      issuer: press.issuer,
      proviso: provisoText(bill.proviso, bill.fiscalYear),
      period: periodOf(bill, press),
      dueOn,
      received: bill.allocated,
      open: outstandingYen(factsOf(bill)),
      bank: bankOn(press),
      payUrl: `${platform.env.PUBLIC_URL}/${organization.slug}/my/pay/${bill._id}`,
      replaces,
    },
    issuedOn,
    issuedAt: platform.clock.now(),
    fileKey: null,
    sha256: '',
    voided: false,
    voidedAt: null,
  };
}

/** What asks for another paper than the one there is; nobody but the office changes whom it is addressed to. */
function isStillGood(
  invoice: InvoiceDocument,
  bill: BillDocument,
  press: Press,
  actor: SignedInActor,
  addressee: string | undefined,
): boolean {
  if (!isCurrent(invoice, bill, press)) return false;
  return actor.kind !== 'user' || addressee === undefined || addressee === invoice.content.addressee;
}

async function issueIn(
  platform: Platform,
  actor: SignedInActor,
  billId: BillId,
  press: Press,
  addressee: string | undefined,
  session: ClientSession,
): Promise<{ invoice: InvoiceDocument; bill: BillDocument }> {
  const { scope } = actor;
  const db = platform.databases.server;
  const bill = await getBill(db, scope, billId, session);
  if (!hasInvoice(bill.status)) throw new DomainError('INVOICE_NOT_AVAILABLE');
  const payer = await payerOf(platform, scope, bill, session);
  if (payer !== null) throw new DomainError('INVOICE_BY_PAYER', { payer });
  const known = await liveInvoiceOfBill(db, scope, billId, session);
  if (known && isStillGood(known, bill, press, actor, addressee)) return { invoice: known, bill };
  // Before the number is taken: whoever issues another waits for that.
  const own = (await ownNamesOf(scope, press, [bill], session)).get(billId) ?? null;
  // A payer's money that comes in this moment, after their link was over, writes the bill as well, so that one of the two sees the other.
  if (bill.payLink) await touchBills(db, scope, [billId], session);
  const issuedOn = platform.clock.today();
  const number = paperNumber('invoice', issuedOn, await takeNumbers(db, scope, seriesOf('invoice', issuedOn), 1, session));
  if (known) await voidPaper(db, scope, known, platform.clock.now(), session);
  const whom = known && actor.kind === 'member' ? known.content.addressee : (addressee ?? known?.content.addressee ?? bill.memberName);
  const awaitsNumber = (await unnumberedAmong(platform, scope, [bill], session)).has(bill);
  const said = { number, addressee: whom, own, replaces: known?.number ?? '', awaitsNumber };
  const invoice = invoiceRow(platform, scope, bill, press, said);
  await insertPapers(db, scope, [invoice], session);
  const action = known ? 'invoice.replace' : 'invoice.issue';
  const note = { action, subjectKind: 'invoice', subjectId: invoice._id, subjectName: number, fields: ['addressee'] } as const;
  await recordAudit(platform, scope, actor, note, session);
  await recordLive(db, scope, [{ topic: 'receipts', ref: invoice._id, memberId: bill.memberId }], platform.clock.now(), session);
  return { invoice, bill };
}

/**
 * Issues the invoice of a bill, once: asked again it is the same one. Where the bill or, of an open one, the account or the
 * registration number has changed since, or the office wants another addressee, a corrected one with its own number names the old one, which holds no more (domain.md 4.2).
 * @throws DomainError INVOICE_NOT_AVAILABLE, INVOICE_BY_PAYER where somebody else pays, NOT_FOUND
 */
export async function issueInvoice(platform: Platform, actor: SignedInActor, billId: BillId, addressee: string | undefined): Promise<View> {
  const press = await pressOf(platform, actor.scope);
  const { invoice, bill } = await issuedInvoice(platform, actor, billId, press, addressee);
  return toView(invoice, bill, press);
}

/** The same, as its row, its bytes stored. @throws DomainError INVOICE_NOT_AVAILABLE, INVOICE_BY_PAYER, NOT_FOUND */
export async function issuedInvoice(
  platform: Platform,
  actor: SignedInActor,
  billId: BillId,
  press: Press,
  addressee?: string,
): Promise<{ invoice: InvoiceDocument; bill: BillDocument }> {
  await billFor(platform, actor, billId);
  const once = () => inTransaction(platform.databases.client, (session) => issueIn(platform, actor, billId, press, addressee, session));
  const issued = await once().catch((error: unknown) => {
    // Somebody was faster: theirs is found the second time.
    if (!isDuplicateKey(error)) throw error;
    return once();
  });
  await invoiceBytes(platform, actor.scope, issued.invoice);
  return issued;
}

/** Where the bytes of an invoice are kept. */
export const invoiceFolder = ({ _id }: InvoiceDocument | PayerInvoiceDocument): string => `invoices/${_id}`;

/** The bytes as they were issued; `draw` is for one that has none yet. */
export function invoiceBytes(
  platform: Platform,
  scope: OrgScope,
  invoice: InvoiceDocument | PayerInvoiceDocument,
  draw: Draw = drawAtOnce,
): Promise<Buffer> {
  const db = platform.databases.server;
  return bytesOnce(db, scope, invoice, {
    folder: invoiceFolder(invoice),
    render: () => draw({ kind: 'invoice', content: invoice.content, issuedAt: invoice.issuedAt }),
    name: (fileKey, sha256) => namePaperFile(db, scope, invoice._id, fileKey, sha256),
    again: () => getPaper(db, scope, invoice._id),
  });
}

async function assertTheirs(platform: Platform, scope: OrgScope, { billId }: InvoiceDocument, isVoid: boolean): Promise<void> {
  const payer = await payerOf(platform, scope, await getBill(platform.databases.server, scope, billId));
  if (payer !== null) throw new DomainError('INVOICE_BY_PAYER', { payer });
  if (isVoid) throw new DomainError('INVOICE_NOT_AVAILABLE');
}

/**
 * One that was replaced, or whose bill was cancelled, stays for the office, under a name that says so.
 * @throws DomainError NOT_FOUND for anybody else's, INVOICE_NOT_AVAILABLE, INVOICE_BY_PAYER to the member for whom somebody pays
 */
export async function downloadInvoice(
  platform: Platform,
  actor: SignedInActor,
  invoiceId: InvoiceId,
): Promise<{ fileName: string; bytes: Buffer }> {
  const db = platform.databases.server;
  const invoice = await getPaper(db, actor.scope, invoiceId);
  if (actor.kind === 'user' && invoice.kind !== 'credit_note') platform.reads.taken(actor, 'document', invoiceId, [invoice.memberId]);
  const isVoid = (await voidPapers(platform, actor.scope, [invoice])).has(invoice._id);
  if (invoice.kind === 'payer_invoice' && actor.kind === 'user') {
    const name = `請求書_${invoice.number}${isVoid ? '_無効' : ''}.pdf`;
    return { fileName: name, bytes: await invoiceBytes(platform, actor.scope, invoice) };
  }
  if (invoice.kind !== 'invoice' || (actor.kind === 'member' && invoice.memberId !== actor.memberId)) throw new DomainError('NOT_FOUND');
  if (actor.kind === 'member') await assertTheirs(platform, actor.scope, invoice, isVoid);
  return { fileName: `請求書_${invoice.number}${isVoid ? '_無効' : ''}.pdf`, bytes: await invoiceBytes(platform, actor.scope, invoice) };
}
