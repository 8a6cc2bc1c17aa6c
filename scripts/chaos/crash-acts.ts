import { randomUUID } from 'node:crypto';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { Databases } from '@tsudoi/shared/service/mongo';
import { signServiceToken } from '@tsudoi/shared/service/service-token';
import { contract } from '../../payments-service/test/direct-debit.factory.ts';
import { type DemoCaller, demoCaller } from '../demo/demo-session.ts';
import { deliver } from './chaos-run.ts';
import type { Flow } from './crash-plan.ts';
import { traceOf } from './crash-trace.ts';
import {
  type Bill,
  type ChargeWish,
  type Office,
  type OpenCharge,
  type World,
  capturedNotice,
  payByCard,
  refundSum,
  tried,
  tryOpenCharge,
  until,
} from './world.ts';

/** A piece of work that was asked for and has taken its place; what it leaves is read when all is over. */
export interface Done {
  readonly flow: Flow;
  trace(): Promise<object>;
}

export interface CrashWorld {
  readonly databases: Databases;
  readonly world: World & Pick<Office, 'office' | 'signIn'>;
  readonly service: Pick<ChargeWish, 'internal' | 'serviceSecret'>;
  readonly orgId: OrgId;
  readonly web: string;
}

/** A card payment that the office gives back. */
interface CardPayment extends Bill {
  readonly chargeId: string;
  readonly paymentId: string;
}

/** As the server asks the payments-service. */
export const asServer = ({ service, orgId }: Pick<CrashWorld, 'service' | 'orgId'>): DemoCaller =>
  demoCaller(service.internal, signServiceToken(orgId, service.serviceSecret));

/** So that a job which looks once a minute looks now. */
export async function wakeJob({ queue }: Databases, name: string): Promise<void> {
  await queue.collection('agenda_jobs').updateMany({ name }, { $set: { nextRunAt: new Date() } });
}

/** A process that has just ended answers nothing; whoever asked asks again. */
function afterCrash(error: unknown): null {
  if (error instanceof TypeError || error instanceof SyntaxError) return null;
  throw error;
}

/** Card payments that are through, so that they can be given back. */
async function paidByCard({ databases, service, orgId }: CrashWorld, bills: readonly Bill[]): Promise<CardPayment[]> {
  const payments = databases.server.collection<{ _id: string; chargeId: string }>('payments');
  const paid: CardPayment[] = [];
  for (const bill of bills) {
    const chargeId = await payByCard({ ...service, orgId, ...bill });
    const { _id: paymentId } = await until('the card payment', () => payments.findOne({ chargeId }));
    paid.push({ ...bill, chargeId, paymentId });
  }
  return paid;
}

/** Each flow but the debit: done to its end or so far that it goes on by itself, whatever ends meanwhile. */
export async function crashActs(at: CrashWorld, numbered: OpenCharge[], bare: Bill[], refunds: number) {
  const { databases, world, service, orgId } = at;
  const { server, payments, sandbox } = databases;
  const bills = server.collection<{ _id: string; status: string }>('bills');
  const charges = payments.collection<{ _id: string; state: string; nextInquiryAt: Date | null }>('charges');
  const log = server.collection('audit_entries');
  const mails = server.collection<{ idempotencyKey: string; state: string }>('mails');
  const carded = await paidByCard(at, bare.splice(0, refunds));
  const givenBack: CardPayment[] = [];
  const unanswered: (() => Promise<OpenCharge | null>)[] = [];
  let { office } = world;
  const byOffice = async (procedure: string, input: unknown) =>
    office.call(procedure, input).catch(async (error: unknown) => {
      // A run in full takes longer than one log-in lasts.
      office = await world.signIn().catch(() => office);
      throw error;
    });
  const ofBill = (flow: Flow, bill: Bill): Done => ({ flow, trace: () => traceOf(databases, bill) });

  /** A contract with a bank, anew where it has ended, as the operator has approved it. */
  const approved = async () => {
    const known = await payments.collection<{ orgId: string; state: string; version: number }>('debit_contracts').findOne({ orgId });
    if (known?.state === 'approved') return known.version;
    const saved = await asServer(at).call('debits.saveContract', { ...contract, version: known?.version ?? 0 });
    await asServer(at).call('debits.approveContract', { version: (saved as { version: number }).version });
    return null;
  };
  const keys = new Map<string, string>();
  /** The same for whoever asks once more because nobody has answered. */
  const keyOf = (what: string): string => {
    const key = keys.get(what) ?? randomUUID();
    keys.set(what, key);
    return key;
  };
  const askBack = async ({ paymentId }: CardPayment) => {
    const asked = await server.collection<{ paymentId: string; state: string }>('refund_orders').find({ paymentId }).toArray();
    // What the provider never made is asked for anew by whoever reads that.
    if (asked.some(({ state }) => state !== 'refused')) return true;
    const idempotencyKey = keyOf(`${paymentId} ${asked.length}`);
    const wish = { paymentId, amount: refundSum, way: { kind: 'provider' }, reason: 'G3', idempotencyKey };
    await byOffice('refunds.request', wish).catch(() => undefined);
    return null;
  };
  const acts: Record<Exclude<Flow, 'debit'>, () => Promise<Done>> = {
    async pay() {
      const charge = numbered.shift()!;
      await deliver(world.callbackUrl, capturedNotice(charge, world.secret));
      return ofBill('pay', charge);
    },
    async open() {
      const bill = bare.shift()!;
      const key = randomUUID();
      const ask = () => tryOpenCharge({ ...service, ...bill, orgId }, key).catch(afterCrash);
      if ((await ask()) === null) unanswered.push(ask);
      return ofBill('open', bill);
    },
    async cancel() {
      const charge = numbered.shift()!;
      await tried('the cancellation', async () => {
        await byOffice('billing.cancelBill', { billId: charge.payableId, reason: 'G3' }).catch(() => undefined);
        return bills.findOne({ _id: charge.payableId, status: 'cancelled' }).catch(() => null);
      });
      return ofBill('cancel', charge);
    },
    /** Paid, and nobody is told of it. */
    async inquire() {
      const charge = numbered.shift()!;
      const captured = { status: 'captured', capturedAt: new Date() };
      await sandbox.collection<{ _id: string }>('payments').updateOne({ _id: charge.paymentId }, { $set: captured });
      await until('the answer of the provider', async () => {
        // Its next look is due, if there is one left.
        await charges.updateOne({ _id: charge.chargeId, nextInquiryAt: { $ne: null } }, { $set: { nextInquiryAt: new Date(0) } });
        await wakeJob(databases, 'charges.inquire-silent');
        return charges.findOne({ _id: charge.chargeId, state: 'final' });
      });
      return ofBill('inquire', charge);
    },
    async refund() {
      const payment = carded.shift()!;
      givenBack.push(payment);
      await tried('the wish to give it back', () => askBack(payment));
      return {
        flow: 'refund',
        async trace() {
          // Told of in more words or fewer.
          const { told: _told, ...left } = await traceOf(databases, payment);
          return left;
        },
      };
    },
    /** The contract with the bank is ended: in the log, with a mail, and the answer of the other process last. */
    async end() {
      const version = await tried('a contract', () => approved().catch(() => null));
      const noted = () => log.countDocuments({ action: 'debit.end' });
      const before = await noted();
      // Whoever hears no answer presses once more.
      await tried('the end of the contract', () => byOffice('debits.endContract', { version }).catch(() => null));
      const rows = (await noted()) - before;
      return {
        flow: 'end',
        trace: async () => ({
          noted: rows,
          mails: (await mails.find({ idempotencyKey: { $regex: `^debit-ended:${orgId}:${version}:` } }).toArray()).map(
            ({ state }) => state,
          ),
        }),
      };
    },
  };

  /**
   * What waits for the end of a lease is gone on with once others have ended meanwhile: numbers are asked for again by whoever heard
   * nothing; refunds whose answer was lost are asked about, and those that were never made are asked for anew.
   */
  const settle = async () => {
    for (const ask of unanswered) await tried('a number', ask);
    const rows = payments.collection<{ chargeId: string; state: string; nextAskAt: Date | null }>('refunds');
    await until('the refunds', async () => {
      await rows.updateMany({ state: { $in: ['unknown', 'sent'] }, nextAskAt: { $ne: null } }, { $set: { nextAskAt: new Date(0) } });
      await wakeJob(databases, 'refunds.ask');
      for (const payment of givenBack) await askBack(payment);
      const through = await rows.distinct('chargeId', { state: 'done' });
      return through.length === givenBack.length ? true : null;
    });
  };
  return { acts, settle };
}
