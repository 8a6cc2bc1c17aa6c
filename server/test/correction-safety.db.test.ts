import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { writeOff } from '../src/modules/payments/credit.service.ts';
import { reversePayment } from '../src/modules/payments/offline.service.ts';
import { migrations } from '../src/modules/payments/payments.migration.ts';
import { correct, previewCorrection } from '../src/modules/payments/correction.service.ts';
import { correctionsOfBill } from '../src/modules/payments/correction-trail.service.ts';
import { billNow, codeOf, payBill } from './billing.factory.ts';
import { type CorrectionRig, money, type, year, whyOf, startCorrectionRig } from './correction.factory.ts';
import { openOrganization } from './organization.factory.ts';
import { payLinkDesk } from './pay-link.factory.ts';

let server: CorrectionRig['server'];
let org: CorrectionRig['org'];
let student: CorrectionRig['student'];
let db: CorrectionRig['db'];
let billed: CorrectionRig['billed'];
let pay: CorrectionRig['pay'];
let preview: CorrectionRig['preview'];
let inputFor: CorrectionRig['inputFor'];
let doIt: CorrectionRig['doIt'];
let undo: CorrectionRig['undo'];
let livingOf: CorrectionRig['livingOf'];
let paymentsOf: CorrectionRig['paymentsOf'];
let apart: CorrectionRig['apart'];
let typeNow: CorrectionRig['typeNow'];

beforeAll(async () => {
  ({ server, org, student, db, billed, pay, preview, inputFor, doIt, undo, livingOf, paymentsOf, apart, typeNow } =
    await startCorrectionRig());
});
afterAll(() => server.close());

describe('receipts', () => {
  const receiptOf = async (billId: BillId) =>
    db().collection<{ billId: BillId; number: string; voided: boolean }>('receipts').find({ billId }).toArray();

  it('case 65: the receipt of a bill that is corrected away is voided, its number never used again', async () => {
    const { bills } = await billed();
    await pay(bills[0]!, 10_000);
    await issueReceipt(server.platform, org.owner, bills[0]!._id, undefined);
    const { billId } = await doIt(type(bills[0]!, student));
    const [old] = await receiptOf(bills[0]!._id);
    expect(old!.voided).toBe(true);
    const next = await issueReceipt(server.platform, org.owner, billId, undefined);
    expect(next.number).not.toBe(old!.number);
    expect(next.amount).toBe(5000);
  });

  it('PAY-16: the receipt of a bill that only gives up its surplus stays good', async () => {
    const { bills } = await billed();
    await pay(bills[0]!, 20_000);
    await issueReceipt(server.platform, org.owner, bills[0]!._id, undefined);
    await doIt(money('surplus', bills[0]!, [], 'keep'));
    expect((await receiptOf(bills[0]!._id)).map(({ voided }) => voided)).toEqual([false]);
  });
});

describe('exactly the plan that was read', () => {
  it('money that came after the preview stops it, and nothing is changed', async () => {
    const { member, bills } = await billed();
    const ask = type(bills[0]!, student);
    const { digest } = await preview(ask);
    await pay(bills[0]!, 4000);
    expect(await whyOf(correct(server.platform, org.scope, org.owner, inputFor(ask, digest)))).toBe('stale');
    expect(await livingOf(member)).toEqual(['2026 10000 4000 partly_paid']);
    expect(await typeNow(member)).toBe(org.regular);
  });

  it('the same key is one correction, also at the same moment; another body with it is refused', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    const ask = type(bills[0]!, student);
    const input = inputFor(ask, (await preview(ask)).digest);
    const answers = await Promise.all([1, 2, 3].map(() => correct(server.platform, org.scope, org.owner, input)));
    expect(new Set(answers.map(({ correctionId }) => correctionId)).size).toBe(1);
    expect(await livingOf(member)).toEqual(['2026 5000 5000 paid']);
    expect(await codeOf(correct(server.platform, org.scope, org.owner, { ...input, reason: '別の理由' }))).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('two people on one bill: one wins, the other is told who did what before', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 20_000);
    const [one, two] = [type(bills[0]!, student), money('surplus', bills[0]!, [])];
    const [first, second] = [inputFor(one, (await preview(one)).digest), inputFor(two, (await preview(two)).digest)];
    const colleague = { ...org.owner, name: '鈴木 一郎' };
    const outcomes = await Promise.allSettled([
      correct(server.platform, org.scope, org.owner, first),
      correct(server.platform, org.scope, colleague, second),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected')!;
    const winner = outcomes[0]!.status === 'fulfilled' ? org.owner.name : colleague.name;
    expect(lost.reason).toMatchObject({ code: 'CORRECTION_REFUSED', params: { why: 'colleague', name: winner } });
    const total = (await paymentsOf(member)).reduce((sum, row) => sum + row.allocated + row.unallocated, 0);
    expect(total).toBe(20_000);
  });

  it('tells the member in one mail, wakes their pages, and writes who did it', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    const { correctionId, billId } = await doIt(type(bills[0]!, student));
    const mails = await db()
      .collection<{ text: string; to: string }>('mails')
      .find({ idempotencyKey: `bill-corrected:${correctionId}` } as never)
      .toArray();
    expect(mails).toHaveLength(1);
    expect(mails[0]!.text).toContain('前受');
    const woken = await db()
      .collection<{ topic: string; ref: string }>('live_events')
      .find({ memberId: member._id, topic: 'bills' } as never)
      .toArray();
    expect(new Set(woken.map(({ ref }) => ref))).toEqual(new Set([bills[0]!._id, billId]));
    const log = await db()
      .collection<{ action: string }>('audit_entries')
      .find({ subjectId: { $in: [bills[0]!._id, billId, member._id] } } as never)
      .toArray();
    expect(new Set(log.map(({ action }) => action))).toEqual(new Set(['bill.correct', 'bill.cancel', 'bill.create', 'member.update']));
  });

  it('slips that are out are voided first; one that may be paid already stops everything', async () => {
    const { member, bills } = await billed();
    server.payments.answers['charges.voidForPayables'] = { voided: false };
    expect(await whyOf(doIt(type(bills[0]!, student)))).toBe('money_under_way');
    server.payments.answers['charges.voidForPayables'] = { voided: true };
    expect(await livingOf(member)).toEqual(['2026 10000 0 unpaid']);
    await doIt(type(bills[0]!, student));
    expect(server.payments.calls.at(-1)).toEqual({ procedure: 'charges.voidForPayables', input: { payableIds: [bills[0]!._id] } });
  });

  it('case 58: what was written off is no money and never becomes 前受: it is taken back first', async () => {
    const { bills } = await billed();
    await pay(bills[0]!, 9500);
    const asked = { billId: bills[0]!._id, reason: '振込手数料', idempotencyKey: randomUUID() };
    const paymentId = await writeOff(server.platform, org.scope, org.owner, asked);
    expect(await whyOf(preview(type(bills[0]!, student)))).toBe('written_off');
    await reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '訂正のため', idempotencyKey: randomUUID() });
    expect(await whyOf(preview(type(bills[0]!, student)))).toBeNull();
  });

  it('速報 is not corrected before it is 確報', async () => {
    const { bills } = await billed();
    await payBill(server, org, bills[0]!, { state: 'provisional' });
    expect(await whyOf(preview(type(bills[0]!, student)))).toBe('money_under_way');
  });

  it('refuses what changes nothing, what is cancelled, what is not theirs', async () => {
    const { bills } = await billed([2025, 2026]);
    const [bill, open] = bills as [BillDocument, BillDocument];
    expect(await whyOf(preview(type(bill, org.regular)))).toBe('nothing');
    expect(await whyOf(preview(year(bill, 2025)))).toBe('nothing');
    expect(await whyOf(preview(money('surplus', bill, [open])))).toBe('nothing');
    const stranger = await billed();
    expect(await whyOf(preview(money('misplaced', bill, [stranger.bills[0]!])))).toBe('target');
    const other = await openOrganization(server);
    expect(await codeOf(previewCorrection(server.platform, other.scope, other.owner, type(bill, student)))).toBe('NOT_FOUND');
    expect(await codeOf(correctionsOfBill(server.platform, other.scope, bill._id))).toBe('NOT_FOUND');
    await doIt(type(bill, student));
    expect(await whyOf(preview(type(bill, org.regular)))).toBe('BILL_CANCELLED');
  });
});

describe('case 62: a bill that somebody else was asked to pay', () => {
  const stamps = () => db().collection<Pick<BillDocument, '_id' | 'payLink'>>('bills');

  it('made anew it is the member’s: no link lists it, so none keeps it from being paid, also after an undo', async () => {
    const { bills } = await billed();
    const desk = payLinkDesk({ server, org });
    const { payLinkId, door } = await desk.open(bills);
    expect(await desk.planned(bills)).toEqual(['in_link']);
    const ask = { billId: bills[0]!._id, wrong: 'amount' as const, amount: 8000 as never, rest: 'keep' as const, dueOn: null };
    expect((await preview(ask)).steps).toContainEqual({ step: 'leave_link', name: '学校法人 青葉学園', amount: 0 });
    const { correctionId, billId } = await doIt(ask);
    const made = await billNow(server, billId);
    expect(await desk.planned([made])).toEqual([null]);
    expect(await desk.view(door)).toMatchObject({ total: 0 });
    const back = await billNow(server, (await undo(correctionId)).billId);
    expect(await desk.planned([back])).toEqual([null]);
    // It can be put into a link of its own, and that link holds it.
    const again = await desk.open([back]);
    expect(again.payLinkId).not.toBe(payLinkId);
    expect(await desk.planned([back])).toEqual(['in_link']);
  });

  it('next year’s bill is not the payer’s either', async () => {
    const { member, bills } = await billed();
    const desk = payLinkDesk({ server, org });
    await desk.open(bills);
    await pay(bills[0]!, 20_000);
    await doIt(money('surplus', bills[0]!, [], 'next_year'));
    const rows = await stamps()
      .find({ memberId: member._id } as never)
      .toArray();
    expect(rows.map(({ _id, payLink }) => [_id === bills[0]!._id, payLink != null]).toSorted()).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  it('bills that were made anew before are let go, once; what a link lists stays in it', async () => {
    const { bills } = await billed();
    const desk = payLinkDesk({ server, org });
    const { payLinkId } = await desk.open(bills);
    const stamp = (await billNow(server, bills[0]!._id)).payLink!;
    const { billId } = await doIt(type(bills[0]!, student));
    await stamps().updateOne({ _id: billId }, { $set: { payLink: stamp } });
    const listed = await billed([2027]);
    const other = await doIt(type(listed.bills[0]!, student));
    const held = await billNow(server, other.billId);
    const next = await desk.open([held]);
    const migration = migrations.find(({ id }) => id === '2026-11-27-pay-links-of-corrected-bills')!;
    await migration.run(db());
    await migration.run(db());
    expect(next.payLinkId).not.toBe(payLinkId);
    expect((await billNow(server, billId)).payLink).toBeNull();
    expect((await billNow(server, other.billId)).payLink).toMatchObject({ payLinkId: next.payLinkId });
    expect((await billNow(server, bills[0]!._id)).payLink).toEqual(stamp);
  });
});

describe('taking a correction back', () => {
  it('ADJ-06: bills, money and type stand as before; the cancelled bill lives on as one like it', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    const { correctionId } = await doIt(type(bills[0]!, student, 'next_year'));
    const [trail] = await correctionsOfBill(server.platform, org.scope, bills[0]!._id);
    expect(trail!.undoable).toBe(true);
    const key = randomUUID();
    const back = await undo(correctionId, key);
    expect(await undo(correctionId, key)).toEqual(back);
    expect(await livingOf(member)).toEqual(['2026 10000 10000 paid']);
    expect(await apart(member)).toBe(0);
    expect(await typeNow(member)).toBe(org.regular);
    const again = await billNow(server, back.billId);
    expect(again).toMatchObject({ billName: bills[0]!.billName, dueOn: bills[0]!.dueOn, parts: bills[0]!.parts });
    expect(await whyOf(undo(correctionId))).toBe('undo_over');
    expect((await correctionsOfBill(server.platform, org.scope, bills[0]!._id)).map(({ wrong, undone }) => [wrong, undone])).toEqual([
      ['undo', false],
      ['type', true],
    ]);
  });

  it('ADJ-06: whoever was told of the correction is told that it was taken back, and nobody else', async () => {
    const mailsOf = (correctionId: string) =>
      db()
        .collection<{ text: string; to: string; subject: string }>('mails')
        .find({ idempotencyKey: `bill-corrected:${correctionId}` } as never)
        .toArray();
    const { member, bills } = await billed([2026], student);
    await pay(bills[0]!, 5000);
    const { correctionId } = await doIt(type(bills[0]!, org.regular));
    expect((await mailsOf(correctionId))[0]!.text).toContain('10,000円　残り 5,000円（お支払い期限 2026年6月30日）');
    const key = randomUUID();
    const back = await undo(correctionId, key);
    expect(await undo(correctionId, key)).toEqual(back);
    const mails = await mailsOf(back.correctionId);
    expect(mails.map(({ to, subject }) => [to, subject.includes('取り消し')])).toEqual([[member.contactEmail, true]]);
    const { text } = mails[0]!;
    expect(text).toContain('先にお知らせしたご請求の訂正を取り消しました。');
    expect(text).toContain('  2026年度 年会費　取り消しました\n  2026年度 年会費　5,000円　お支払いはありません\n');
    const silent = await billed([2026], student);
    const ask = type(silent.bills[0]!, org.regular);
    const quiet = inputFor(ask, (await preview(ask)).digest, { tellMember: false });
    const untold = await correct(server.platform, org.scope, org.owner, quiet);
    expect(await mailsOf((await undo(untold.correctionId)).correctionId)).toEqual([]);
  });

  it('PAY-17: the money lies again where it lay', async () => {
    const { member, bills } = await billed([2025, 2026]);
    await pay(bills[1]!, 10_000);
    const { correctionId } = await doIt(money('misplaced', bills[1]!, [bills[0]!]));
    await undo(correctionId);
    expect(await livingOf(member)).toEqual(['2025 10000 0 unpaid', '2026 10000 10000 paid']);
    expect((await billNow(server, bills[1]!._id)).cancelledAt).toBeNull();
  });

  it('is over once something was built on it', async () => {
    const { bills } = await billed();
    const { correctionId, billId } = await doIt(type(bills[0]!, student));
    await pay(await billNow(server, billId), 1000);
    expect(await whyOf(undo(correctionId))).toBe('undo_blocked');
    const [trail] = await correctionsOfBill(server.platform, org.scope, billId);
    expect(trail!.undoable).toBe(false);
    const second = await doIt(type(await billNow(server, billId), org.regular));
    expect(await whyOf(undo(correctionId))).toBe('undo_blocked');
    await undo(second.correctionId);
  });

  it('two people take it back at once: it goes back once', async () => {
    const { member, bills } = await billed();
    await pay(bills[0]!, 10_000);
    const { correctionId } = await doIt(type(bills[0]!, student));
    const outcomes = await Promise.allSettled([undo(correctionId), undo(correctionId)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await livingOf(member)).toEqual(['2026 10000 10000 paid']);
  });
});
