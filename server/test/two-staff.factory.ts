import { randomUUID } from 'node:crypto';
import type { BillId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen } from '@tsudoi/shared/kernel/yen';
import { createBill } from '../src/modules/billing/adhoc-bill.service.ts';
import { adjustBill } from '../src/modules/billing/bill-adjust.service.ts';
import { confirmBill } from '../src/modules/billing/bill-confirm.service.ts';
import { renameBill } from '../src/modules/billing/bill-rename.service.ts';
import { cancelBill } from '../src/modules/billing/bill.service.ts';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { correct, previewCorrection } from '../src/modules/payments/correction.service.ts';
import { writeOff } from '../src/modules/payments/credit.service.ts';
import { recordOffline, reversePayment } from '../src/modules/payments/offline.service.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import { recordSplit } from '../src/modules/payments/split.service.ts';
import type { UserActor } from '../src/platform/actor.ts';
import type { Platform } from '../src/platform/platform.ts';
import { billNow, openBill, settled } from './billing.factory.ts';
import { amount } from './correction.factory.ts';
import type { TestOrganization } from './organization.factory.ts';
import type { TestServer } from './server.factory.ts';

const receivedOn = jstDate('2026-05-12');

export const offlineInput = (billId: BillId, sum: number, outstanding?: number) => ({
  billId,
  ...(outstanding === undefined ? {} : { expected: { outstanding: PriceYen.parse(outstanding) } }),
  amount: PositiveYen.parse(sum),
  method: 'bank_transfer' as const,
  receivedOn,
  memo: '',
  idempotencyKey: randomUUID(),
});

export interface Scene {
  readonly bill: BillDocument;
  /** What of it is open, and the payment that can be taken back. */
  readonly outstanding: number;
  readonly paymentId: PaymentId | null;
  now(): Promise<BillDocument>;
  /** The bill that stands for the member now, whatever became of this one. */
  standing(): Promise<BillDocument>;
}
export type SceneName = 'open' | 'short' | 'draft';

/** A bill of 10,000 yen that nothing was paid of, of which 500 are missing after two payments, or that is a draft. */
export async function sceneOf(server: TestServer, org: TestOrganization, name: SceneName): Promise<Scene> {
  const { platform } = server;
  const { _id: memberId } = await org.addMember();
  const draft = {
    memberId,
    billName: '研修会',
    amount: PriceYen.parse(10_000),
    dueOn: jstDate('2026-06-01'),
    idempotencyKey: randomUUID(),
  };
  const bill = name === 'draft' ? await createBill(platform, org.scope, org.owner, draft) : await openBill(server, org, memberId);
  const pay = (sum: number) => recordOffline(platform, org.scope, org.owner, offlineInput(bill._id, sum));
  if (name === 'short') await pay(9100);
  const paymentId = name === 'short' ? await pay(400) : null;
  const standing = async () =>
    (await platform.databases.server.collection<BillDocument>('bills').findOne({ memberId, live: true })) ?? bill;
  const outstanding = name === 'short' ? 500 : 10_000;
  return { bill: await billNow(server, bill._id), outstanding, paymentId, now: () => billNow(server, bill._id), standing };
}

/** What was looked at before the act, and the act itself; `reads`: what it reads first in its transaction. */
interface Act {
  readonly reads: 'bills' | 'payments';
  look(platform: Platform): Promise<string>;
  act(platform: Platform, seen: string): Promise<unknown>;
}
const actNames = [
  'cancel',
  'pay',
  'payPart',
  'payRest',
  'payOnline',
  'correct',
  'writeOff',
  'rename',
  'confirm',
  'adjust',
  'split',
  'reverse',
] as const;
export type ActName = (typeof actNames)[number];

/** What one of the office does with the bill as they saw it at first; `which` tells two of them apart in what they type. */
export function officeActs(org: TestOrganization, actor: UserActor, scene: Scene, which: 1 | 2) {
  const { scope } = org;
  const { bill, outstanding, paymentId } = scene;
  const idempotencyKey = randomUUID();
  const of = (act: (platform: Platform) => Promise<unknown>, reads: Act['reads'] = 'bills'): Act => ({
    reads,
    look: () => Promise.resolve(''),
    act,
  });
  const pay = (sum: number) => of((platform) => recordOffline(platform, scope, actor, offlineInput(bill._id, sum, outstanding)));
  const ask = amount(bill, 7000 + which);
  const correction: Act = {
    reads: 'bills',
    look: async (platform) => (await previewCorrection(platform, scope, actor, ask)).digest,
    act: (platform, digest) => correct(platform, scope, actor, { ask, digest, reason: '金額の誤り', tellMember: false, idempotencyKey }),
  };
  const adjustment = { billId: bill._id, amount: (-100 * which) as never, reason: '割引', version: bill.version };
  const split = {
    memberId: bill.memberId,
    method: 'bank_transfer' as const,
    amount: PositiveYen.parse(10_000),
    receivedOn,
    memo: '',
    lines: [{ billId: bill._id, amount: PositiveYen.parse(10_000) }],
    advance: PriceYen.parse(0),
    idempotencyKey,
  };
  const waiver = { billId: bill._id, expected: { outstanding: PriceYen.parse(outstanding) }, reason: '振込手数料', idempotencyKey };
  const acts: Record<ActName, Act> = {
    cancel: of((platform) => cancelBill(platform, scope, actor, bill._id, '重複')),
    pay: pay(10_000),
    payPart: pay(3000),
    payRest: pay(500),
    payOnline: of((platform) => postSettled(platform, scope, [settled(bill)])),
    correct: correction,
    writeOff: of((platform) => writeOff(platform, scope, actor, waiver)),
    rename: of((platform) => renameBill(platform, scope, actor, bill._id, `研修会 ${which}`, bill.billName)),
    confirm: of((platform) => confirmBill(platform, scope, actor, bill._id, jstDate(`2026-07-0${which}`), bill)),
    adjust: of((platform) => adjustBill(platform, scope, actor, adjustment)),
    split: of((platform) => recordSplit(platform, scope, actor, split as never)),
    reverse: of(
      (platform) => reversePayment(platform, scope, actor, { paymentId: paymentId!, reason: '誤り', idempotencyKey }),
      'payments',
    ),
  };
  return { ...acts, standing: scene.standing };
}
