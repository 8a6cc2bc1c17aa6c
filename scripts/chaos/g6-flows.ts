import { randomUUID } from 'node:crypto';
import type { DemoCaller } from '../demo/demo-session.ts';
import { deliver } from './chaos-run.ts';
import { traceOf } from './crash-trace.ts';
import type { FlowName, FaultRun } from './g6-plan.ts';
import type { Running } from './running.ts';
import { type Bill, capturedNotice, payByCard, refundSum, tryOpenCharge, until } from './world.ts';

/** One thing that is to happen, and what whoever wants it does: once in the fault, and again until it is done. */
export interface Errand {
  readonly run: FaultRun;
  readonly bill: Bill;
  /** What its requests have in them and those of no other errand. */
  readonly mark: string;
  /** What is done while the network is spoilt; what goes wrong then is nobody's fault. */
  act(office: DemoCaller): Promise<unknown>;
  /** What people or providers do when they have no answer. */
  again(office: DemoCaller): Promise<unknown>;
  /** Where the money of the bill stands. */
  standing(): Promise<string>;
}

type Acts = Pick<Errand, 'bill' | 'mark' | 'act' | 'again'>;
const nothing = () => Promise.resolve();

async function openErrand(running: Running, { link }: FaultRun): Promise<Acts> {
  const [bill] = running.takeBare(1);
  const spoilt = link === 'internal' ? { internal: running.links.internal.url } : {};
  let key = randomUUID();
  const open = (where: object) => tryOpenCharge({ ...running.service, ...bill!, ...where }, key);
  return {
    bill: bill!,
    // The number by which the provider is asked is drawn on the way there; nobody else opens anything meanwhile.
    mark: link === 'internal' ? bill!.payableId : 'POST /komoju/api/v1/payments ',
    act: () => open(spoilt),
    again: () =>
      open({}).catch(() => {
        // Refused for good: the payer begins anew.
        key = randomUUID();
      }),
  };
}

async function paidErrand(running: Running, { flow }: FaultRun): Promise<Acts> {
  const [charge] = running.take(1);
  const { databases } = running;
  const charges = databases.payments.collection<{ _id: string; nextInquiryAt: Date; state: string }>('charges');
  const posted = databases.server.collection('payments');
  const { paymentId } = charge!;
  if (flow === 'inquiry') {
    await running.control('/behaviour', { accountId: running.accountId, silent: true });
    await running.control('/take-cash', { paymentId });
    await running.control('/behaviour', { accountId: running.accountId, silent: false });
  }
  const acts = {
    callback: () => running.control('/take-cash', { paymentId }),
    async posting() {
      await deliver(running.callbackUrl, capturedNotice(charge!, running.secret));
      // So that the posting itself meets the fault, however it ends: on a slow machine it may come later, and no harm is done.
      await until('the posting', () => posted.findOne({ chargeId: charge!.chargeId }), 1500).catch(nothing);
    },
    async inquiry() {
      const met = running.links.provider.met;
      await charges.updateOne({ _id: charge!.chargeId }, { $set: { nextInquiryAt: new Date(0) } });
      await until('the inquiry', async () => {
        await running.wakeJanitors();
        return running.links.provider.met > met || (await charges.findOne({ _id: charge!.chargeId, state: 'final' })) ? true : null;
      });
    },
  };
  // The provider and its notices go by its own id of the payment, what is posted by ours of the charge.
  const mark = flow === 'posting' ? charge!.chargeId : paymentId;
  return { bill: charge!, mark, act: acts[flow as keyof typeof acts], again: nothing };
}

async function refundErrand(running: Running): Promise<Acts> {
  const [bill] = running.takeBare(1);
  const chargeId = await payByCard({ ...running.service, ...bill! });
  const payments = running.databases.server.collection<{ _id: string; chargeId: string }>('payments');
  const { _id: paymentId } = await until('the card payment', () => payments.findOne({ chargeId }));
  const { paymentNumber } = (await running.databases.payments
    .collection<{ _id: string; paymentNumber: string }>('charges')
    .findOne({ _id: chargeId }))!;
  const atProvider = running.databases.sandbox.collection<{ _id: string; externalOrderNumber: string }>('payments');
  const { _id: mark } = (await atProvider.findOne({ externalOrderNumber: paymentNumber }))!;
  const way = { kind: 'provider' };
  const refunds = running.databases.server.collection<{ paymentId: string; state: string }>('refund_orders');
  let idempotencyKey = randomUUID();
  const ask = (office: DemoCaller) => office.call('refunds.request', { paymentId, amount: refundSum, way, reason: 'G6', idempotencyKey });
  const again = async (office: DemoCaller) => {
    // The office has read that the provider never made it, and begins anew.
    const each = await refunds.find({ paymentId }).toArray();
    if (each.length > 0 && each.every(({ state }) => state === 'refused')) idempotencyKey = randomUUID();
    await ask(office);
  };
  return { bill: bill!, mark, act: ask, again };
}

async function voidErrand(running: Running, { link }: FaultRun): Promise<Acts> {
  const [charge] = running.take(1);
  const bills = running.databases.server.collection<{ _id: string; status: string }>('bills');
  const cancel = (office: DemoCaller) => office.call('billing.cancelBill', { billId: charge!.payableId, reason: 'G6' });
  const again = async (office: DemoCaller) => {
    if (!(await bills.findOne({ _id: charge!.payableId, status: 'cancelled' }))) await cancel(office);
  };
  return { bill: charge!, mark: link === 'internal' ? charge!.payableId : charge!.paymentId, act: cancel, again };
}

const errands: Readonly<Record<FlowName, (running: Running, run: FaultRun) => Promise<Acts>>> = {
  open: openErrand,
  callback: paidErrand,
  inquiry: paidErrand,
  posting: paidErrand,
  refund: refundErrand,
  void: voidErrand,
};

/** Makes everything ready that an errand needs, while all is well. */
export async function errandOf(running: Running, run: FaultRun): Promise<Errand> {
  const acts = await errands[run.flow](running, run);
  return { run, ...acts, standing: () => standingOf(running, acts.bill) };
}

/** Tries that came to nothing are no harm, and a refund may be told of in more words or fewer. */
async function standingOf({ databases }: Running, bill: Bill): Promise<string> {
  const { charges, atProvider, posted, bill: shown } = await traceOf(databases, bill);
  const lives = charges.filter((state) => !state.startsWith('failed'));
  return JSON.stringify({ charges: lives, atProvider, posted, bill: shown });
}
