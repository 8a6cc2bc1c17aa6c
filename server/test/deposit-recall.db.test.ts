import { PositiveYen, PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deskPage } from '../src/modules/payments/deposit-desk.service.ts';
import { recallDeposit, unrecallDeposit } from '../src/modules/payments/deposit-recall.service.ts';
import { confirmDeposit } from '../src/modules/payments/deposit-settle.service.ts';
import { codeOf, openBill } from './billing.factory.ts';
import { standInDeposits } from './deposit-desk.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let bank: ReturnType<typeof standInDeposits>;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  bank = standInDeposits(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
});

describe('PAY-20: a 取消 that several deposits fit', () => {
  it('is shown with each of them, and with whose a settled one is', async () => {
    const member = await org.addMember({ familyName: '小林', givenName: '優' });
    const bill = await openBill(server, org, member._id, 5500);
    const [settled, open, recall] = [bank.arrives(5500), bank.arrives(5500), bank.arrives(5500)];
    const share = { memberId: member._id, lines: [{ billId: bill._id, amount: PositiveYen.parse(5500) }], advance: PriceYen.parse(0) };
    await confirmDeposit(server.platform, org.scope, org.owner, { depositId: settled.depositId, round: 0, shares: [share] });
    Object.assign(recall, {
      cancels: true,
      recallFit: 'several',
      choices: [settled, open].map(({ evidence: _evidence, ...facts }) => facts),
    });
    const { rows } = await deskPage(server.platform, org.scope, { view: 'open', cursor: null, size: 50 });
    const shown = rows.find(({ depositId }) => depositId === recall.depositId)!;
    expect(
      shown.choices.map(({ depositId, state, settledFor }) => [depositId, state, settledFor.map(({ memberName }) => memberName)]),
    ).toEqual([
      [settled.depositId, 'settled', ['小林 優']],
      [open.depositId, 'open', []],
    ]);
  });

  it('is told to the payments-service with who chose and what was seen; what is not so any more is a conflict, and another’s is not found', async () => {
    const [open, recall] = [bank.arrives(5500), bank.arrives(5500)];
    const chosen = { depositId: open.depositId, state: 'open' as const, round: 0 };
    const ask = () => recallDeposit(server.platform, org.scope, org.owner, { depositId: recall.depositId, round: 0, chosen });
    server.payments.answers['deposits.recall'] = { done: true };
    await ask();
    expect(server.payments.calls.at(-1)!.input).toEqual({ depositId: recall.depositId, round: 0, chosen, by: org.owner.name });
    server.payments.answers['deposits.recall'] = { done: false };
    server.payments.answers['deposits.unrecall'] = { done: false };
    const back = { depositId: recall.depositId, round: 0 };
    expect([await codeOf(ask()), await codeOf(unrecallDeposit(server.platform, org.scope, back))]).toEqual(['CONFLICT', 'CONFLICT']);
    bank.kept.delete(recall.depositId);
    expect([await codeOf(ask()), await codeOf(unrecallDeposit(server.platform, org.scope, back))]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
  });
});
