import { newBillId, newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { payableOpened } from '@tsudoi/shared/queue/billing.messages';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../app/migrations.ts';
import { paymentNumberFrom } from '../charges/payment-number.rules.ts';
import { openPayables } from '../payables/payable.repository.ts';
import { learnRemitter } from './deposit.repository.ts';
import { remitterKeys } from './evidence.rules.ts';
import { countEvidence } from './evidence-count.service.ts';
import { type Sought, evidenceFor } from './evidence.service.ts';

let database: TestDatabase;
let scope: OrgScope;
const learner = newMemberId();
const numberAt = (at: number) => `2016-${String(at).padStart(4, '0')}`;
const paymentNumber = paymentNumberFrom('202600001234');
const kana = ['コバヤシ ユウ', 'サトウ ハナコ', 'カブシキガイシャ ミナトカンキョウ', 'オオノ タロウ', 'ミ'] as const;

beforeAll(async () => {
  database = await testDatabase();
  for (const migration of migrations) await migration.run(database.databases.payments);
  scope = mintOrgScope(newOrgId());
  const payables = Array.from({ length: 60 }, (_, at) => ({
    payableId: newBillId(),
    memberId: newMemberId(),
    memberNumber: at === 59 ? 'A20160058' : numberAt(at),
    memberKana: kana[at % kana.length]!,
    amount: 10_000,
    dueOn: '2026-06-01',
    payRef: `2026-${String(at).padStart(6, '0')}`,
  }));
  await openPayables(database.databases.payments, scope, payableOpened.payload.parse({ payables }).payables);
  const lines = [{ payableId: payables[3]!.payableId, amount: 10_000 }];
  const charge = { orgId: scope.orgId, paymentNumber, memberId: payables[3]!.memberId, lines };
  await database.databases.payments.collection('charges').insertOne(charge);
  for (const key of [
    ...remitterKeys({ senderCode: '0010012345', remitter: '' }),
    ...remitterKeys({ senderCode: '', remitter: 'ソウムカ' }),
  ])
    await learnRemitter(database.databases.payments, scope, { key, memberId: learner, from: '', on: jstDate('2026-05-01') }, 1);
});
afterAll(() => database.drop());

const line = (remitter: string, senderCode = ''): Sought => ({ remitter, senderCode, from: '', amount: yen(10_000) });
const fixed = [
  line('ｺﾊﾞﾔｼ ﾕｳ 20160000'),
  line('20160001 ﾀﾞﾚｶ'),
  line('ID20160002'),
  line('A20160058'),
  line('B20160058 ｻﾄｳ'),
  line('ｻﾄｰ ﾊﾅｺ 99999999'),
  line('ｶ)ﾐﾅﾄｶﾝｷﾖｳ'),
  line('ｿｳﾑｶ'),
  line('ﾅﾆﾓﾉ', '0010012345'),
  line('ﾐ'),
  line('ﾔﾏﾓﾄ'),
  line(''),
  line(`ﾀﾞﾚｶ ${paymentNumber}`),
];

const counted = (of: OrgScope, deposits: readonly Sought[], signal: AbortSignal) =>
  countEvidence(
    database.databases.payments,
    of,
    deposits.map((deposit) => ({ ...deposit, cancels: false })),
    signal,
  );

async function both(deposits: readonly Sought[]) {
  const told = { byNumber: 0, byName: 0, unknown: 0 };
  const pages = Array.from({ length: Math.ceil(deposits.length / 100) }, (_, at) => deposits.slice(100 * at, 100 * (at + 1)));
  const evidence = await Promise.all(pages.map((page) => evidenceFor(database.databases.payments, scope, page)));
  for (const found of evidence.flat()) {
    const isByNumber = found.some(({ number, reference, learned }) => number !== null || reference !== null || learned !== null);
    told[found.length === 0 ? 'unknown' : isByNumber ? 'byNumber' : 'byName'] += 1;
  }
  return [await counted(scope, deposits, new AbortController().signal), told];
}

describe('what a file’s lines point to, counted', () => {
  it('PAY-20: it is what each line is told to point to, over more lines than one list holds', async () => {
    const [few, toldFew] = await both(fixed);
    expect(few).toEqual(toldFew);
    expect(few).toEqual({ byNumber: 7, byName: 2, unknown: 4 });
    const many = Array.from({ length: 3000 }, (_, at) => {
      const share = at % 4;
      const name = kana[(at * 7) % kana.length]!;
      if (share === 0) return line(`${name} ${numberAt((at * 13) % 90)}`);
      if (share === 1) return line(`${name} 2026-${String((at * 17) % 90).padStart(6, '0')}`);
      return share === 2 ? line(name) : line(`ダレカ ${at}`, at % 8 === 3 ? '0010012345' : '');
    });
    const [countedAll, toldAll] = await both(many);
    expect(countedAll).toEqual(toldAll);
    expect(Object.values(toldAll!).every((count) => count > 100)).toBe(true);
  });

  it('what takes another line back is from nobody, another organisation finds nobody, and what is no longer wanted fails', async () => {
    const db = database.databases.payments;
    const { signal } = new AbortController();
    const recalled = fixed.map((deposit) => ({ ...deposit, cancels: true }));
    expect(await countEvidence(db, scope, recalled, signal)).toEqual({ byNumber: 0, byName: 0, unknown: 0 });
    expect(await counted(mintOrgScope(newOrgId()), fixed, signal)).toEqual({ byNumber: 0, byName: 0, unknown: fixed.length });
    await expect(counted(scope, fixed, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
