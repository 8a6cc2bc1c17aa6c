import { randomUUID } from 'node:crypto';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { undoCorrection } from '../src/modules/payments/correction-undo.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import { recordPayLink, withdrawPayLink } from '../src/modules/payments/pay-link.service.ts';
import type { Platform } from '../src/platform/platform.ts';
import { billNow, openBill } from './billing.factory.ts';
import { amount, correctionDesk } from './correction.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { payLinkDesk } from './pay-link.factory.ts';
import { afterRead } from './race.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { offlineInput } from './two-staff.factory.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  server.payments.answers['charges.voidForPayables'] = { voided: true };
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});

const colleague = () => ({ ...org.owner, name: '鈴木 一郎' });
const told = { by: '鈴木 一郎', at: '2026-05-20T04:00:00.000Z' };
const pay = ({ _id }: Pick<BillDocument, '_id'>, sum: number) =>
  recordOffline(server.platform, org.scope, colleague(), offlineInput(_id, sum));

describe('the undo of a correction, while a colleague', () => {
  /** A bill corrected to 7,000 yen an hour ago, and what stands in its place. */
  async function corrected() {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const done = await correctionDesk({ server, org }).doIt(amount(bill, 7000));
    server.setNow('2026-05-20T04:00:00Z');
    const undo = (actor = org.owner, platform: Platform = server.platform) =>
      undoCorrection(platform, org.scope, actor, { correctionId: done.correctionId, idempotencyKey: randomUUID() });
    return { anew: await billNow(server, done.billId), undo };
  }

  it('has taken it back: who, when, and which bill stands now', async () => {
    const { undo } = await corrected();
    let number = '';
    const platform = afterRead(server.platform, 'bills', async () => {
      number = (await billNow(server, (await undo(colleague())).billId)).billNumber;
    });
    const refused = { code: 'CORRECTION_REFUSED', params: { why: 'undo_over', happened: 'replaced', ...told } };
    const error = await undo(org.owner, platform).catch((reason: unknown) => reason);
    expect(error).toMatchObject(refused);
    expect(error).toMatchObject({ params: { number } });
    await expect(undo()).rejects.toMatchObject(refused);
  });

  it('has recorded a payment on what was made anew: what was built on it, however long ago', async () => {
    const { anew, undo } = await corrected();
    const platform = afterRead(server.platform, 'bills', () => pay(anew, 3000));
    const refused = { code: 'CORRECTION_REFUSED', params: { why: 'undo_blocked', happened: 'paid', amount: 3000, ...told } };
    await expect(undo(org.owner, platform)).rejects.toMatchObject(refused);
    server.setNow('2026-05-25T03:00:00Z');
    await expect(undo()).rejects.toMatchObject(refused);
  });
});

describe('a payer’s transfer on their link, while a colleague', () => {
  async function link() {
    const desk = payLinkDesk({ server, org });
    const bills = await desk.bills(8000, 9000);
    const { payLinkId } = await desk.open(bills);
    server.setNow('2026-05-20T04:00:00Z');
    const input = {
      payLinkId,
      amount: PositiveYen.parse(17_000),
      open: PositiveYen.parse(17_000),
      method: 'bank_transfer' as const,
      memo: '',
    };
    const record = (actor = org.owner, platform: Platform = server.platform) =>
      recordPayLink(platform, org.scope, actor, { ...input, receivedOn: jstDate('2026-05-12'), idempotencyKey: randomUUID() });
    return { bills, payLinkId, record };
  }
  const during = (act: () => Promise<unknown>) => afterRead(server.platform, 'bills', act);

  it('has recorded the same transfer: it is not recorded twice, and who did it is said', async () => {
    const { record } = await link();
    const platform = during(() => record(colleague()));
    await expect(record(org.owner, platform)).rejects.toMatchObject({ code: 'PAY_LINK_CLOSED', params: { happened: 'paid', ...told } });
  });

  it('has taken a part of one of its bills: what is open is another sum', async () => {
    const { bills, record } = await link();
    const platform = during(() => pay(bills[1]!, 4000));
    const changed = { code: 'PAY_LINK_CHANGED', params: { happened: 'paid', amount: 4000, left: 5000, ...told } };
    await expect(record(org.owner, platform)).rejects.toMatchObject(changed);
  });

  it('has withdrawn it: the link is named by its payer', async () => {
    const { payLinkId, record } = await link();
    const platform = during(() => withdrawPayLink(server.platform, org.scope, colleague(), { payLinkId, reason: '取りやめ' }));
    const closed = { code: 'PAY_LINK_CLOSED', params: { happened: 'link_withdrawn', bill: '学校法人 青葉学園', ...told } };
    await expect(record(org.owner, platform)).rejects.toMatchObject(closed);
  });
});
