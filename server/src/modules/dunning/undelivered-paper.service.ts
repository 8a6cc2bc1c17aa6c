import { BillId, PaymentId, newDunningNoticeId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { zeroYen } from '@tsudoi/shared/kernel/yen';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { MailRow } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, findBills, isPayable } from '../billing/billing.public.ts';
import { hasReceipt } from '../documents/documents.public.ts';
import { type MemberDocument, findMembers } from '../members/members.public.ts';
import { allocationsOfPayments, findPayments, heldByBill, liveAllocations, partLines } from '../payments/payments.public.ts';
import { type Desk, deskOf, myPageOf, officeOf, waysOnPaper } from './dunning-compose.service.ts';
import { owedOn } from './dunning-facts.service.ts';
import { type DunningNoticeDocument, type NoticeBill, billIdsOf, insertNotices, noticesOfMembers } from './dunning-notice.repository.ts';
import { dunningSettingsOf } from './dunning-settings.service.ts';
import { billLetter, receiptLetter } from './paper-letter.rules.ts';

type Said = Pick<DunningNoticeDocument, 'about' | 'encloses' | 'subject' | 'text' | 'bills'>;
interface Undelivered {
  readonly member: MemberDocument;
  readonly say: (desk: Desk) => Said;
}

const asBill = ({ _id, billNumber, billName, dueOn }: BillDocument, outstanding: NoticeBill['outstanding']): NoticeBill => ({
  billId: _id,
  billNumber,
  billName,
  dueOn,
  outstanding,
});

async function reachable(scope: OrgScope, memberId: MemberDocument['_id'], session: ClientSession): Promise<MemberDocument | null> {
  const [member] = await findMembers(scope, [memberId], session);
  return member && member.address !== '' && member.status !== 'deceased' ? member : null;
}

/** What a bill still asks for; nothing of one that was paid, taken back or asked for by a reminder meanwhile. */
async function ofBill(platform: Platform, scope: OrgScope, mail: MailRow, session: ClientSession): Promise<Undelivered | null> {
  const billId = BillId.safeParse(mail.idempotencyKey.split(':')[1]).data;
  const [bill] = billId ? await findBills(platform.databases.server, scope, [billId], session) : [];
  if (!bill || !isPayable(bill.status)) return null;
  const notices = (await noticesOfMembers(platform.databases.server, scope, [bill.memberId], session)).get(bill.memberId) ?? [];
  if (notices.some((notice) => notice.about === undefined && notice.state !== 'stopped' && billIdsOf(notice).includes(bill._id)))
    return null;
  const member = await reachable(scope, bill.memberId, session);
  const row = asBill(bill, owedOn(bill));
  const say = (desk: Desk): Said => {
    return { about: 'bill', encloses: true, bills: [row], ...billLetter(row, waysOnPaper(desk, bill.memberId).ja) };
  };
  return member && { member, say };
}

/** Money of a member, or of somebody who paid for one: then the mail was about one bill, and names it. */
async function ofReceipt(platform: Platform, scope: OrgScope, mail: MailRow, session: ClientSession): Promise<Undelivered | null> {
  const db = platform.databases.server;
  const [, paymentKey, billKey] = mail.idempotencyKey.split(':');
  const paymentId = PaymentId.safeParse(paymentKey).data;
  const [payment] = paymentId ? await findPayments(db, scope, [paymentId], session) : [];
  if (!payment || (payment.state !== 'confirmed' && payment.state !== 'partly_refunded')) return null;
  const rows = await allocationsOfPayments(db, scope, [payment._id], session);
  const named = BillId.safeParse(billKey).data;
  const held = heldByBill(liveAllocations(rows));
  const bills = await findBills(db, scope, named ? [named] : [...held.keys()], session);
  const memberId = named ? (bills[0]?.memberId ?? null) : payment.memberId;
  // A payer is no member of the house: whoever made the link writes to them.
  const member = memberId && (await reachable(scope, memberId, session));
  // Who paid for a member has the receipt; of a part there is none yet.
  const encloses = !named && bills.length > 0 && bills.every(({ status }) => hasReceipt(status));
  const parts = bills.map((bill) => ({ billName: bill.billName, amount: held.get(bill._id) ?? zeroYen, left: owedOn(bill) }));
  const lines = named ? bills.map(({ billName }) => billName) : partLines(parts, payment.unallocated);
  const say = (desk: Desk): Said => ({
    about: 'receipt',
    ...(encloses ? { encloses } : {}),
    bills: bills.map((bill) => asBill(bill, zeroYen)),
    ...receiptLetter({
      lines,
      amount: named ? (held.get(named) ?? bills[0]!.amount) : payment.received,
      on: jstDateOf(payment.receivedAt),
      paymentNumber: named ? '' : payment.paymentNumber,
      payer: named ? payment.memberName : '',
      myPage: memberId && myPageOf(desk, memberId),
      office: officeOf(desk.press),
      encloses,
    }),
  });
  return member && { member, say };
}

/**
 * Hook of the sender, in the transaction that gives a mail up: that a bill was opened, or that money has come, is told by
 * post, among the letters of reminders. Nothing where there is no address to write to, and of what is no longer so.
 */
export async function letterForPaper(platform: Platform, mail: MailRow, session: ClientSession): Promise<void> {
  const scope = mintOrgScope(mail.orgId);
  const found = await (mail.purpose === 'receipt' ? ofReceipt : ofBill)(platform, scope, mail, session);
  if (!found) return;
  const { member, say } = found;
  const { settings } = await dunningSettingsOf(platform, scope);
  const desk = await deskOf(platform, scope, settings, [member._id]);
  const letter: DunningNoticeDocument = {
    _id: newDunningNoticeId(),
    orgId: scope.orgId,
    memberId: member._id,
    memberNumber: member.memberNumber,
    memberName: fullName(member),
    channel: 'letter',
    stageKey: 0,
    stageDays: 0,
    ...say(desk),
    state: 'waiting',
    on: desk.today,
    jobId: null,
    by: '',
    at: platform.clock.now(),
  };
  await insertNotices(platform.databases.server, scope, [letter], session);
}
