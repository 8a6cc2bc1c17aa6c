import { randomUUID } from 'node:crypto';
import type { PayoutState } from '@tsudoi/shared/contracts/payments/payout.contract';
import { EnterPayoutAccountInput, SavePayoutAccountInput } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { PayoutBatchId, PayoutId } from '@tsudoi/shared/kernel/payout-ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getBill } from '../src/modules/billing/billing.public.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import { accountOfEnded, enterAccountOfEnded } from '../src/modules/operations/payout-account-desk.service.ts';
import { takeBackPayouts } from '../src/modules/operations/payout-desk.service.ts';
import { feeTerms, savePayoutAccount, setFeeBearer } from '../src/modules/payments/payout-settings.service.ts';
import { tellPayoutStuck } from '../src/modules/payments/payout-stuck.service.ts';
import { payoutPaper, payoutStatement } from '../src/modules/payments/payout.service.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import { openBill, settled } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  const person = (email: string, role: string, termEndsOn: string | null = null, isContact = false) => ({
    _id: `usr_${randomUUID()}` as never,
    orgId: org.scope.orgId,
    email,
    familyName: '佐藤',
    givenName: '花子',
    role,
    permissions: null,
    isContact,
    termEndsOn,
    verifiedAt: new Date(),
  });
  await db()
    .collection('org_users')
    .insertMany([
      // Whose place is handed over and never empties; the term of whoever left the board last March is over.
      person('owner@example.jp', 'owner', '2026-03-31', true),
      person('second@example.jp', 'owner', '2026-05-20'),
      person('former@example.jp', 'owner', '2026-05-19'),
      person('staff@example.jp', 'staff'),
    ]);
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const audited = async (action: string) => db().collection('audit_entries').find({ orgId: org.scope.orgId, action }).toArray();
const mails = async (purpose = 'payout_account') => db().collection('mails').find({ orgId: org.scope.orgId, purpose }).toArray();
const terms = { bearer: 'member', version: 1, table: { from: null, rates: [], setBy: '' } };
const view = {
  payoutAccountId: 'pta_01JZZZZZZZZZZZZZZZZZZZZZZZ',
  bankCode: '9900',
  bankName: 'ﾕｳﾁﾖ',
  branchCode: '058',
  branchName: 'ｾﾞﾛｺﾞﾊﾁ',
  kind: 'ordinary',
  tail: '567',
  holder: 'ｼﾉﾉﾒｶﾞﾂｶｲ',
  version: 1,
  changedBy: '佐藤 花子',
  changedAt: '2026-05-20T03:00:00.000Z',
};
const enter = (account: unknown, version = 0) =>
  savePayoutAccount(server.platform, org.scope, org.owner, SavePayoutAccountInput.parse({ account, version, password: 'of the owner' }));
const post = { via: 'japan_post', symbol: '１０５３０', number: '12345671', holder: 'しののめ がっかい' };

describe('who bears the fee, and where the money goes', () => {
  it('TEN-06: what the payments-service refuses is not in the log; what it takes is', async () => {
    await expect(setFeeBearer(server.platform, org.scope, org.owner, { bearer: 'member', version: 0 })).rejects.toThrow(
      'PROVIDER_UNAVAILABLE',
    );
    expect(await audited('fee.bearer')).toEqual([]);
    server.payments.answers['fees.setBearer'] = { before: 'org', terms };
    server.payments.answers['fees.terms'] = terms;
    await setFeeBearer(server.platform, org.scope, org.owner, { bearer: 'member', version: 0 });
    expect(await audited('fee.bearer')).toMatchObject([{ fields: ['feeBearer'], actorName: '佐藤 花子' }]);
    expect(await feeTerms(server.platform, org.scope)).toEqual(terms);
  });

  it('oracle 42: an account of Japan Post Bank is kept as banks address it; every owner is told, without its number; none whose term is over', async () => {
    await expect(enter(post)).rejects.toThrow('PROVIDER_UNAVAILABLE');
    expect([await audited('payout.account'), await mails()]).toEqual([[], []]);
    server.payments.answers['payouts.saveAccount'] = view;
    expect(await enter(post)).toMatchObject({ tail: '567' });
    expect(server.payments.calls.at(-1)).toMatchObject({
      input: {
        version: 0,
        changedBy: '佐藤 花子',
        account: { bankCode: '9900', branchCode: '058', branchName: 'ｾﾞﾛｺﾞﾊﾁ', accountNumber: '1234567', holder: 'ｼﾉﾉﾒ ｶﾞﾂｶｲ' },
      },
    });
    const sent = await mails();
    expect(sent.map(({ to }) => to as string).toSorted()).toEqual(['owner@example.jp', 'second@example.jp']);
    expect(sent[0]!['text']).toContain('567');
    expect(await audited('payout.account')).toMatchObject([{ fields: ['bankAccount'] }]);
    for (const { name } of await db().listCollections({}, { nameOnly: true }).toArray())
      expect(JSON.stringify(await db().collection(name).find().toArray()), name).not.toMatch(/1234567(?!890128)/);
  });

  it('case 40: of an organisation that has ended the operator enters it; while it is there, it enters its own', async () => {
    const operator = { operatorId: 'tanaka', name: '運営 田中' } as never;
    const { slug } = (await db()
      .collection('organizations')
      .findOne({ _id: org.scope.orgId as never }))!;
    const evidence = '通帳の写しと登記事項証明書を、電話でも確かめた。';
    const wish = EnterPayoutAccountInput.parse({ slug, account: post, version: 1, evidence });
    const enterNow = () => enterAccountOfEnded(server.platform, operator, wish);
    const stand = (status: string) => db().collection('organizations').updateOne({ slug }, { $set: { status } });
    await expect(enterNow()).rejects.toThrow('INVALID_TRANSITION');
    await expect(accountOfEnded(server.platform, slug)).rejects.toThrow('INVALID_TRANSITION');
    await expect(enterAccountOfEnded(server.platform, operator, { ...wish, slug: 'of-nobody' })).rejects.toThrow('NOT_FOUND');
    await stand('terminated');
    server.payments.answers['payouts.account'] = view;
    expect(await accountOfEnded(server.platform, slug)).toMatchObject({ version: 1 });
    const before = [await audited('payout.account'), await mails()].map(({ length }) => length);
    delete server.payments.answers['payouts.saveAccount'];
    await expect(enterNow()).rejects.toThrow('PROVIDER_UNAVAILABLE');
    expect([await audited('payout.account'), await mails()].map(({ length }) => length)).toEqual(before);
    server.payments.answers['payouts.saveAccount'] = { ...view, version: 2, changedBy: '運営 田中' };
    await enterNow();
    expect(server.payments.calls.at(-1)).toMatchObject({
      input: { version: 1, changedBy: '運営 田中', inPlace: { operatorId: 'tanaka', evidence } },
    });
    expect((await audited('payout.account')).at(-1)).toMatchObject({ actorKind: 'system', actorName: '運営 田中' });
    const told = (await mails()).filter(({ link }) => link === null);
    expect(told.map(({ to }) => to as string).toSorted()).toEqual(['owner@example.jp', 'second@example.jp']);
    expect(told[0]!['text']).toContain('すぐに運営に知らせてください');
    await stand('active');
  });

  it('case 89: who keeps the settings hears that a payout waits for the account, once for each time; staff without that right do not', async () => {
    const stuck = (sequence: number, why: 'returned' | 'no_account') =>
      tellPayoutStuck(server.platform, org.scope, {
        payoutId: PayoutId.parse('pot_01JZZZZZZZZZZZZZZZZZZZZZZZ'),
        sequence,
        why,
        closeMonth: '2026-04' as never,
        net: 9640 as never,
        payOn: '2026-05-29' as never,
      });
    await stuck(2, 'no_account');
    await stuck(2, 'no_account');
    await stuck(5, 'returned');
    const sent = await mails('payout_stuck');
    expect(sent.map(({ to }) => to as string).toSorted()).toEqual([
      'owner@example.jp',
      'owner@example.jp',
      'second@example.jp',
      'second@example.jp',
    ]);
    const returned = sent.filter(({ idempotencyKey }) => (idempotencyKey as string).includes(':5:'));
    expect(returned).toHaveLength(2);
    for (const part of ['組戻し', '2026年4月分', '9,640円', '/admin/settings/payouts']) expect(returned[0]!['text']).toContain(part);
  });

  it('oracle 38: a name that no bank file can have is refused by its field, and nothing is asked', () => {
    const bank = {
      via: 'bank',
      bankCode: '0005',
      bankName: 'サンプル',
      branchCode: '045',
      branchName: 'ナカノ',
      kind: 'ordinary',
      accountNumber: '45678',
    };
    const tried = (account: unknown) => SavePayoutAccountInput.safeParse({ account, version: 0, password: 'of the owner' });
    expect(tried({ ...bank, holder: 'シノノメ' })).toMatchObject({ data: { account: { accountNumber: '0045678', holder: 'ｼﾉﾉﾒ' } } });
    for (const [field, value, code] of [
      ['holder', '東雲学会', 'zengin_character'],
      ['holder', 'ア'.repeat(31), 'too_long'],
      ['bankCode', '12', 'not_digits'],
      ['accountNumber', '12345678', 'not_digits'],
    ] as const)
      expect(tried({ ...bank, holder: 'シノノメ', [field]: value }).error?.issues).toMatchObject([
        { path: ['account', field], message: code },
      ]);
    expect(tried({ ...post, number: '12345672' }).success).toBe(false);
  });
});

describe('what the fee does to the books of the organisation', () => {
  it('TEN-06: a bill of 5,000 that was paid with a fee on top is paid, neither more nor less, and its receipt does not know the fee', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id, yen(5000));
    await postSettled(server.platform, org.scope, [settled(bill, { memberFee: yen(220) })]);
    expect(await getBill(db(), org.scope, bill._id)).toMatchObject({ status: 'paid', allocated: 5000 });
    await issueReceipt(server.platform, org.owner, bill._id, undefined);
    const receipt = await db()
      .collection('receipts')
      .findOne({ billId: bill._id as never });
    expect(receipt).toMatchObject({ content: { amount: 5000 } });
    expect(JSON.stringify(receipt!['content'])).not.toMatch(/220|システム利用料|手数料/);
  });

  it('PAY-21: money that was handed over carries no system fee, and no charge that could', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id, yen(5000));
    const before = server.payments.calls.length;
    const paymentId = await recordOffline(server.platform, org.scope, org.owner, {
      billId: bill._id,
      amount: yen(5000),
      method: 'cash',
      receivedOn: '2026-05-12' as never,
      memo: '',
      idempotencyKey: randomUUID(),
    });
    expect(
      await db()
        .collection('payments')
        .findOne({ _id: paymentId as never }),
    ).toMatchObject({ memberFee: 0, chargeId: null });
    expect(server.payments.calls.slice(before).map(({ procedure }) => procedure)).not.toContain('charges.open');
  });
});

const payoutId = PayoutId.parse('pot_01JZZZZZZZZZZZZZZZZZZZZZZZ');
const payoutOf = (state: PayoutState) => ({
  payoutId,
  orgId: org.scope.orgId,
  closeMonth: '2026-04',
  state,
  count: 2,
  gross: 10_000,
  fee: 220,
  returned: 1000,
  net: 8780,
  payOn: '2026-05-29',
  closedAt: '2026-05-10T00:00:00.000Z',
  paidOn: null,
  returnReason: '',
  account: null,
  version: 2,
});

it('POU-01, guide 3.10: what the operator puts back since the bank did not take its file stands in the organisation’s own log', async () => {
  const operator = { operatorId: 'op1', name: '運営 太郎' } as never;
  const payoutBatchId = PayoutBatchId.parse('ptb_01JZZZZZZZZZZZZZZZZZZZZZZZ');
  server.payments.answers['desk.meant'] = [payoutOf('exported')];
  server.payments.answers['desk.takeBack'] = [payoutOf('approved')];
  expect(await takeBackPayouts(server.platform, operator, { payoutBatchId })).toEqual({ count: 1 });
  expect(server.payments.calls.at(-1)).toMatchObject({ procedure: 'desk.takeBack', input: { payoutBatchId } });
  expect(await audited('payout.take_back')).toMatchObject([{ subjectId: payoutId, actorName: '運営 太郎', fields: ['state'] }]);
});

describe('the statement', () => {
  it('POU-02: names each payment’s member, and on paper has gross, fee, returned and net and no other line', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id, yen(10_000));
    const notice = settled(bill);
    await postSettled(server.platform, org.scope, [notice]);
    const { chargeId } = notice.payload;
    const line = { lineId: `${chargeId}#0`, chargeId, paymentNumber: '1234567890128', method: 'konbini', bookedOn: '2026-04-12' };
    server.payments.answers['payouts.statement'] = {
      payout: payoutOf('closed'),
      lines: [
        { ...line, kind: 'money', amount: 10_000, fee: 220, net: 9780 },
        { ...line, lineId: `${chargeId}#1`, kind: 'returned', amount: -1000, fee: 0, net: -1000 },
      ],
      next: null,
    };
    const { lines, payout } = await payoutStatement(server.platform, org.scope, payoutId, null);
    expect(payout.gross - payout.fee - payout.returned).toBe(payout.net);
    expect(lines.map(({ memberId }) => memberId)).toEqual([bill.memberId, bill.memberId]);
    const { base64 } = await payoutPaper(server.platform, org.scope, payoutId);
    const { text } = await readPdf(Buffer.from(base64, 'base64'));
    for (const part of [
      '振込明細',
      '入金額',
      'システム利用料',
      '返金・取消',
      '差引振込額',
      '8,780円',
      '1234567890128',
      '2026年5月29日',
      '2026/04/12',
      '−220',
    ])
      expect(text).toContain(part);
  });

  it('POU-02: of more than a paper holds says how much it holds, and not that of the members', async () => {
    const payout = { ...payoutOf('closed'), count: 5001 };
    server.payments.answers['payouts.statement'] = { payout, lines: [], next: null };
    await expect(payoutPaper(server.platform, org.scope, payoutId)).rejects.toMatchObject({
      code: 'STATEMENT_TOO_LARGE',
      params: { most: 5000 },
    });
    server.payments.answers['payouts.statement'] = { payout: { ...payout, count: 5000 }, lines: [], next: null };
    expect((await payoutPaper(server.platform, org.scope, payoutId)).fileName).toContain('振込明細');
  });

  it('of another organisation is not found', async () => {
    server.payments.answers['payouts.statement'] = null;
    await expect(payoutStatement(server.platform, org.scope, payoutId, null)).rejects.toThrow('NOT_FOUND');
  });
});
