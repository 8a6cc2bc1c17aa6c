import { randomUUID } from 'node:crypto';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBill } from '../src/modules/billing/bill.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import { billNow, codeOf, openBill } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const freshBill = async () => openBill(server, org, (await org.addMember())._id);
const pay = (billId: BillId) =>
  recordOffline(server.platform, org.scope, org.owner, {
    billId,
    amount: PositiveYen.parse(10_000),
    method: 'cash',
    receivedOn: jstDate('2026-05-12'),
    memo: '',
    idempotencyKey: randomUUID(),
  });

it('two staff act on one bill at the same moment: one cancels it, one takes money; one wins, the other is told why', async () => {
  for (let round = 0; round < 6; round += 1) {
    const bill = await freshBill();
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
