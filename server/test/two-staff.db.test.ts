import type { BillId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelBill } from '../src/modules/billing/bill.service.ts';
import { checkBalances } from '../src/modules/payments/balance-check.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import type { Platform } from '../src/platform/platform.ts';
import { billNow, codeOf, openBill } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { afterRead } from './race.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { type ActName, type Scene, type SceneName, officeActs, offlineInput, sceneOf } from './two-staff.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

it('two staff act on one bill at the same moment: one cancels it, one takes money; one wins, the other is told why', async () => {
  const pay = (billId: BillId) => recordOffline(server.platform, org.scope, org.owner, offlineInput(billId, 10_000));
  for (let round = 0; round < 6; round += 1) {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const other = { ...org.owner, name: '別の担当者' };
    const acts = [() => codeOf(cancelBill(server.platform, org.scope, other, bill._id, '二重に作ったため')), () => codeOf(pay(bill._id))];
    const told = await Promise.all((round % 2 === 0 ? acts : acts.toReversed()).map((act) => act()));
    const [cancelling, paying] = round % 2 === 0 ? told : told.toReversed();
    expect([
      [null, 'BILL_CANCELLED'],
      ['BILL_HAS_PAYMENT', null],
    ]).toContainEqual([cancelling, paying]);
    expect(await billNow(server, bill._id)).toMatchObject(
      cancelling === null ? { status: 'cancelled', allocated: 0 } : { status: 'paid', allocated: 10_000 },
    );
  }
});

/** Who was slower, in what they meant to do; what a colleague had done in the very moment; what the slower one is told. */
type Pair = readonly [scene: SceneName, slower: ActName, faster: ActName, code: string, happened: string];
const pairs: readonly Pair[] = [
  ['open', 'cancel', 'cancel', 'BILL_CANCELLED', 'cancelled'],
  ['open', 'cancel', 'pay', 'BILL_HAS_PAYMENT', 'paid'],
  ['open', 'cancel', 'payOnline', 'BILL_HAS_PAYMENT', 'paid_online'],
  ['open', 'cancel', 'correct', 'BILL_CANCELLED', 'replaced'],
  ['open', 'pay', 'pay', 'BILL_CHANGED_SINCE', 'paid'],
  ['open', 'pay', 'payOnline', 'BILL_CHANGED_SINCE', 'paid_online'],
  ['open', 'pay', 'split', 'BILL_CHANGED_SINCE', 'paid'],
  ['open', 'pay', 'cancel', 'BILL_CANCELLED', 'cancelled'],
  ['open', 'pay', 'correct', 'BILL_CANCELLED', 'replaced'],
  ['open', 'pay', 'adjust', 'BILL_CHANGED_SINCE', 'adjusted'],
  ['open', 'split', 'pay', 'BILL_NOT_PAYABLE', 'paid'],
  ['open', 'split', 'payPart', 'ALLOCATION_EXCEEDS_BILL', 'paid'],
  ['open', 'split', 'cancel', 'BILL_NOT_PAYABLE', 'cancelled'],
  ['open', 'split', 'correct', 'BILL_NOT_PAYABLE', 'replaced'],
  ['open', 'adjust', 'pay', 'BILL_AMOUNT_FIXED', 'paid'],
  ['open', 'adjust', 'adjust', 'CONFLICT', 'adjusted'],
  ['open', 'adjust', 'cancel', 'BILL_CANCELLED', 'cancelled'],
  ['open', 'rename', 'rename', 'BILL_CHANGED_SINCE', 'renamed'],
  ['open', 'rename', 'cancel', 'BILL_CANCELLED', 'cancelled'],
  ['open', 'rename', 'correct', 'BILL_CANCELLED', 'replaced'],
  ['open', 'correct', 'correct', 'CORRECTION_REFUSED', 'replaced'],
  ['open', 'correct', 'cancel', 'BILL_CANCELLED', 'cancelled'],
  ['open', 'correct', 'pay', 'CORRECTION_REFUSED', 'paid'],
  ['open', 'correct', 'rename', 'CORRECTION_REFUSED', 'renamed'],
  ['short', 'writeOff', 'writeOff', 'BILL_NOT_PAYABLE', 'waived'],
  ['short', 'writeOff', 'payRest', 'BILL_NOT_PAYABLE', 'paid'],
  ['short', 'writeOff', 'reverse', 'BILL_CHANGED_SINCE', 'taken_back'],
  ['short', 'payRest', 'writeOff', 'BILL_CHANGED_SINCE', 'waived'],
  ['short', 'payRest', 'reverse', 'BILL_CHANGED_SINCE', 'taken_back'],
  ['short', 'reverse', 'reverse', 'PAYMENT_REVERSED', 'taken_back'],
  ['draft', 'confirm', 'confirm', 'BILL_CHANGED_SINCE', 'confirmed'],
  ['draft', 'confirm', 'adjust', 'BILL_CHANGED_SINCE', 'adjusted'],
  ['draft', 'confirm', 'rename', 'BILL_CHANGED_SINCE', 'renamed'],
  ['draft', 'confirm', 'cancel', 'BILL_CANCELLED', 'cancelled'],
  ['draft', 'adjust', 'confirm', 'CONFLICT', 'confirmed'],
];

describe('two staff on one bill: the first act stands as if there had been no other, and the second hears of it', () => {
  const rowsOf = async ({ bill }: Scene) => {
    const [db, { memberId }] = [server.platform.databases.server, bill];
    const rows = async (name: string) => db.collection(name).find({ orgId: org.scope.orgId, memberId }).sort({ _id: 1 }).toArray();
    return { bills: await rows('bills'), payments: await rows('payments'), allocations: await rows('allocations') };
  };

  it.each(pairs)('%s bill: %s, while somebody does %s: %s, %s', async (name, slower, faster, code, happened) => {
    const scene = await sceneOf(server, org, name);
    const [mine, theirs] = [
      officeActs(org, { ...org.owner, name: '田中 次郎' }, scene, 1),
      officeActs(org, { ...org.owner, name: '鈴木 一郎' }, scene, 2),
    ];
    const seen = [await mine[slower].look(server.platform), await theirs[faster].look(server.platform)] as const;
    let first: Awaited<ReturnType<typeof rowsOf>> | null = null;
    const platform: Platform = afterRead(server.platform, mine[slower].reads, async () => {
      await theirs[faster].act(server.platform, seen[1]);
      first = await rowsOf(scene);
    });
    const refused = await mine[slower].act(platform, seen[0]).then(
      () => null,
      (error: unknown) => error,
    );
    const by = faster === 'payOnline' ? scene.bill.memberName : '鈴木 一郎';
    expect(refused).toMatchObject({ code, params: { happened, by, at: '2026-05-20T03:00:00.000Z' } });
    if (happened === 'replaced') expect(refused).toMatchObject({ params: { number: (await theirs.standing()).billNumber } });
    expect(first).not.toBeNull();
    expect(await rowsOf(scene)).toEqual(first);
  });

  it('and no pair of them leaves a sum that its entries do not say', async () => {
    expect(await checkBalances(server.platform)).toBe(0);
  });
});

describe('oracle 25: whoever knows of the first goes on', () => {
  it('a payment beyond what is open is recorded once its sum is known to whoever presses, and pressed again it is one', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const record = (input: ReturnType<typeof offlineInput>) => recordOffline(server.platform, org.scope, org.owner, input);
    await record(offlineInput(bill._id, 10_000, 10_000));
    const second = offlineInput(bill._id, 10_000, 10_000);
    expect(await codeOf(record(second))).toBe('BILL_CHANGED_SINCE');
    const paymentId = await record({ ...second, expected: { outstanding: 0 as never } });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'overpaid', allocated: 20_000 });
    // Its answer was lost, and the page has read the bill anew.
    expect(await record(second)).toBe(paymentId);
  });
});
