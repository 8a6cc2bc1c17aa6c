import type { ReceiptView } from '@tsudoi/shared/contracts/documents/receipt.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, type MemberId, type ReceiptId, newReceiptId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { AuditActor, SignedInActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type BillDocument, getBill, provisoText, touchBills } from '../billing/billing.public.ts';
import { type MoneyOnBill, moneyThatPays } from '../payments/payments.public.ts';
import { type Draw, drawAtOnce } from './drawing.service.ts';
import { type Press, billFor, feeNoteOf, periodOf, pressOf } from './paper-facts.service.ts';
import { unnumberedAmong } from './paper-number.service.ts';
import { ownNamesOf } from './paper-title.service.ts';
import { counterpartyKey, paperBody, paperLines, paperNumber, seriesOf, taxShownOn } from './paper.rules.ts';
import {
  type ReceiptContent,
  type ReceiptDocument,
  getReceipt,
  insertReceipts,
  liveReceiptOfBill,
  nameFile,
  receiptsOfMember,
} from './receipt.repository.ts';
import { type OwnName, hasReceipt, honorificOf, namesOf } from './receipt.rules.ts';
import { stampDuty } from './stamp-duty.rules.ts';
import { bytesOnce, checkedBytes } from './stored-bytes.service.ts';

type View = z.output<typeof ReceiptView>;

export function receiptView(receipt: ReceiptDocument): View {
  const { content, copies } = receipt;
  return {
    receiptId: receipt._id,
    number: receipt.number,
    billId: receipt.billId,
    billName: receipt.billName,
    amount: content.amount as unknown as View['amount'],
    addressee: copies.at(-1)?.addressee ?? content.addressee,
    honorific: copies.at(-1)?.honorific ?? content.honorific,
    proviso: content.proviso,
    receivedOn: content.receivedOn,
    issuedOn: receipt.issuedOn,
    method: content.method,
    reissues: copies.length,
    voided: receipt.voided,
    stampOnPaper: content.stamp ? stampDuty(content.stamp, 'paper').duty : 0,
    medium: (copies.at(-1) ?? content).medium ?? 'electronic',
    downloadPath: `/documents/receipts/${receipt._id}${copies.length === 0 ? '' : `-${copies.length}`}.pdf`,
  };
}

export async function memberReceipts(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<View[]> {
  return (await receiptsOfMember(platform.databases.server, scope, memberId)).map(receiptView);
}

export async function receiptOfBill(platform: Platform, actor: SignedInActor, billId: BillId): Promise<View | null> {
  await billFor(platform, actor, billId);
  const receipt = await liveReceiptOfBill(platform.databases.server, actor.scope, billId);
  return receipt && receiptView(receipt);
}

/**
 * Issues the receipt of a paid bill, once: the number is taken in the transaction that writes the receipt, so that the
 * series has no gaps. Asked again it is the same receipt; the addressee is fixed by the first issue (PAY-18).
 * @throws DomainError RECEIPT_NOT_AVAILABLE, NOT_FOUND
 */
export async function issueReceipt(
  platform: Platform,
  actor: SignedInActor,
  billId: BillId,
  addressee: string | undefined,
  asked: 'electronic' | 'paper' = 'electronic',
): Promise<View> {
  await billFor(platform, actor, billId);
  const medium = actor.kind === 'user' ? asked : 'electronic';
  return receiptView(await issueReceiptOf(platform, actor.scope, actor, billId, addressee, medium));
}

/** The receipt of a bill that the caller may have, issued if there is none. @throws DomainError RECEIPT_NOT_AVAILABLE */
export async function issueReceiptOf(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  billId: BillId,
  addressee: string | undefined,
  medium: 'electronic' | 'paper',
): Promise<ReceiptDocument> {
  const db = platform.databases.server;
  const known = await liveReceiptOfBill(db, scope, billId);
  if (known) return known;
  const press = await pressOf(platform, scope);
  const issuedOn = platform.clock.today();
  // Outside of the transaction, in which whoever issues another waits.
  const title = (await ownNamesOf(scope, press, [await getBill(db, scope, billId)])).get(billId)?.title;
  try {
    const receipt = await inTransaction(platform.databases.client, async (session) => {
      const bill = await getBill(db, scope, billId, session);
      const first = await liveReceiptOfBill(db, scope, billId, session);
      if (first) return first;
      const money = await moneyThatPays(platform, scope, bill, session);
      // Who paid for a member may claim the money back with the receipt, so the member cannot have it in another name.
      const whom = actor.kind === 'member' ? (payerOf(money) ?? addressee) : addressee;
      const own = title === undefined ? null : { memberName: bill.memberName, title };
      const draft = contentOf(bill, money, press, { addressee: whom, own, medium });
      // Whoever takes the money back in this moment writes the bill as well, so that one of the two sees the other.
      await touchBills(db, scope, [billId], session);
      const number = paperNumber('receipt', issuedOn, await takeNumbers(db, scope, seriesOf('receipt', issuedOn), 1, session));
      const awaitsNumber = (await unnumberedAmong(platform, scope, [bill], session)).has(bill);
      const row = receiptRow(platform, scope, bill, draft, money, { number, awaitsNumber });
      await insertReceipts(db, scope, [row], session);
      await recordAudit(
        platform,
        scope,
        actor,
        { action: 'receipt.issue', subjectKind: 'receipt', subjectId: row._id, subjectName: number, fields: ['addressee'] },
        session,
      );
      await recordLive(db, scope, [{ topic: 'receipts', ref: row._id, memberId: bill.memberId }], platform.clock.now(), session);
      return row;
    });
    await receiptBytes(platform, scope, receipt);
    return receipt;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const first = await liveReceiptOfBill(db, scope, billId);
    if (!first) throw error;
    return first;
  }
}

/** Who paid for the member through a link, if all of it is theirs; else null. */
function payerOf(money: Money): string | null {
  const [first] = money;
  return first && money.every(({ payment }) => payment.payLinkId && payment.payLinkId === first.payment.payLinkId)
    ? first.payment.memberName
    : null;
}

type Money = readonly MoneyOnBill[];
/** What its number, and the name of the member's, are put to. */
type ReceiptDraft = Omit<ReceiptContent, 'number' | 'awaitsNumber'>;

/** Everything that a receipt of the bill prints but its number and what the member's is called. @throws DomainError RECEIPT_NOT_AVAILABLE */
export function contentOf(
  bill: BillDocument,
  money: Money,
  press: Press,
  given: { readonly addressee: string | undefined; readonly own: OwnName | null; readonly medium: 'electronic' | 'paper' },
): ReceiptDraft {
  const last = money.at(-1);
  if (!hasReceipt(bill.status) || !last) throw new DomainError('RECEIPT_NOT_AVAILABLE');
  const { method, paymentNumber } = namesOf(money);
  const name = given.addressee ?? payerOf(money) ?? bill.memberName;
  const amount = sumYen(money.map((part) => part.amount));
  const body = paperBody(paperLines(bill, amount, feeNoteOf(bill, press)), press.settings);
  const byCard = sumYen(money.filter(({ payment }) => payment.method === 'card').map((part) => part.amount));
  const cash = subtractYen(amount, byCard);
  return {
    addressee: name,
    honorific: honorificOf(name, given.own),
    // A shortage that was waived is no money received.
    amount,
    proviso: provisoText(bill.proviso, bill.fiscalYear),
    period: periodOf(bill, press),
    parts: bill.parts,
    receivedOn: jstDateOf(last.payment.receivedAt),
    method,
    paymentNumber,
    memberNumber: bill.memberNumber,
    issuer: press.issuer,
    body,
    stamp: { cash, taxShown: byCard > 0 ? zeroYen : taxShownOn(body), business: press.settings.businessReceipts },
    medium: given.medium,
  };
}

/** The row of a receipt that is issued now; its number is taken by the caller, who knows whether the bill has a member number. */
export function receiptRow(
  platform: Platform,
  scope: OrgScope,
  bill: BillDocument,
  draft: ReceiptDraft,
  money: Money,
  { number, awaitsNumber }: { readonly number: string; readonly awaitsNumber: boolean },
): ReceiptDocument {
  return {
    _id: newReceiptId(),
    orgId: scope.orgId,
    number,
    billId: bill._id,
    memberId: bill.memberId,
    billName: bill.billName,
    content: { ...draft, number, ...(awaitsNumber ? { awaitsNumber } : {}) },
    money: money.map(({ payment, amount }) => ({ paymentId: payment._id, amount })),
    amount: draft.amount,
    datedOn: draft.receivedOn,
    counterparty: counterpartyKey(draft.addressee, bill.memberName, bill.memberNumber),
    issuedOn: platform.clock.today(),
    issuedAt: platform.clock.now(),
    fileKey: null,
    sha256: '',
    copies: [],
    voided: false,
    voidedAt: null,
  };
}

/** Where the bytes of a receipt are kept. */
export const receiptFolder = ({ _id }: ReceiptDocument): string => `receipts/${_id}`;

/** The receipt's bytes as they were issued; `draw` is for one that has none yet. */
export function receiptBytes(platform: Platform, scope: OrgScope, receipt: ReceiptDocument, draw: Draw = drawAtOnce): Promise<Buffer> {
  const db = platform.databases.server;
  return bytesOnce(db, scope, receipt, {
    folder: receiptFolder(receipt),
    render: () => draw({ kind: 'receipt', content: receipt.content, issuedAt: receipt.issuedAt }),
    name: (fileKey, sha256) => nameFile(db, scope, receipt._id, fileKey, sha256),
    again: () => getReceipt(db, scope, receipt._id),
  });
}

export interface ReceiptFile {
  readonly fileName: string;
  readonly bytes: Buffer;
}

/**
 * The first issue, or the later one of that number. The bytes of one that was voided stay as they are (case 65): the
 * office may still look at them, under a name that says so, a member may not take them for a receipt.
 * @throws DomainError NOT_FOUND for anybody else's receipt, RECEIPT_VOIDED
 */
export async function downloadReceipt(
  platform: Platform,
  actor: SignedInActor,
  receiptId: ReceiptId,
  copyNumber = 0,
): Promise<ReceiptFile> {
  const db = platform.databases.server;
  const receipt = await getReceipt(db, actor.scope, receiptId);
  if (actor.kind === 'member' && receipt.memberId !== actor.memberId) throw new DomainError('NOT_FOUND');
  if (actor.kind === 'member' && receipt.voided) throw new DomainError('RECEIPT_VOIDED');
  if (actor.kind === 'user') platform.reads.taken(actor, 'document', receiptId, [receipt.memberId]);
  const mark = receipt.voided ? '_無効' : '';
  if (copyNumber > 0) {
    const copy = receipt.copies[copyNumber - 1];
    if (!copy) throw new DomainError('NOT_FOUND');
    return { fileName: `領収書_${receipt.number}_再発行${copyNumber}${mark}.pdf`, bytes: await checkedBytes(db, actor.scope, copy) };
  }
  return { fileName: `領収書_${receipt.number}${mark}.pdf`, bytes: await receiptBytes(platform, actor.scope, receipt) };
}
