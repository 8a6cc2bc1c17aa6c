import { randomUUID } from 'node:crypto';
import { type ClosedBooks, compareBooks, isWhole } from './books.ts';
import type { SilencePlan } from './g17-plan.ts';
import type { Running } from './running.ts';
import type { Toxic } from './toxic-link.ts';
import { type OpenCharge, tryOpenCharge, until } from './world.ts';

export interface SilenceOutcome extends ClosedBooks {
  readonly dropped: number;
  readonly unanswered: number;
  /** How many of the dropped payments had been found after which minute of the schedule. */
  readonly foundBy: Readonly<Record<number, number>>;
  /** Charges of which nobody knows what became of them, and that nobody has on their list. */
  readonly unknownLeft: number;
}

const nothingBack: Toxic = { kind: 'limit data', way: 'reply', ms: 0, bytes: 0 };
const nothingThere: Toxic = { kind: 'reset peer', way: 'request', ms: 0, bytes: 0 };
const minute = 60_000;

/** G17: what the provider does not tell is found by asking, as the clock goes on. */
export async function runSilence(running: Running, plan: SilencePlan, say: (line: string) => void): Promise<SilenceOutcome> {
  const charges = running.take(plan.payments);
  await running.control('/behaviour', { accountId: running.accountId, silent: true });
  await openUnheard(running, nothingBack, plan.answersLost);
  await openUnheard(running, nothingThere, plan.requestsLost);
  const dropped = charges.filter((_, place) => plan.dropped.has(place));
  await takeCash(running, dropped);
  await running.control('/behaviour', { accountId: running.accountId, silent: false });
  await takeCash(
    running,
    charges.filter((_, place) => !plan.dropped.has(place)),
  );
  await running.quiet();
  const foundBy: Record<number, number> = {};
  let at = 0;
  for (const look of plan.looks) {
    // A quarter more than the schedule says: each look counts from the one before, which was late too.
    const until = (look * 1.25 + 1) * minute;
    await running.forward(until - at);
    at = until;
    await allAsked(running);
    foundBy[look] = dropped.length - (await unposted(running, dropped));
    const unknown = await unknownCharges(running);
    say(`  minute ${look}: ${foundBy[look]} of ${dropped.length} found, ${unknown.length} charges unknown`);
    if (foundBy[look] === dropped.length && unknown.length === 0) break;
  }
  const verdict = await compareBooks(
    running.databases,
    charges.map(({ chargeId }) => chargeId),
    say,
  );
  const unanswered = plan.answersLost + plan.requestsLost;
  return { ...verdict, dropped: dropped.length, unanswered, foundBy, unknownLeft: await inNobodysHands(running) };
}

async function openUnheard(running: Running, toxic: Toxic, count: number): Promise<void> {
  const before = running.links.provider.met;
  running.links.provider.poison(toxic);
  for (const bill of running.takeBare(count)) {
    const charge = await tryOpenCharge({ ...running.service, ...bill }, randomUUID());
    if (charge) throw new Error('an opening was answered that nobody could answer');
  }
  running.links.provider.heal();
  if (running.links.provider.met - before < count) throw new Error('an opening met no fault');
}

async function takeCash(running: Running, charges: readonly OpenCharge[]): Promise<void> {
  const queue = [...charges];
  const hand = async () => {
    for (let charge = queue.shift(); charge; charge = queue.shift()) await running.control('/take-cash', { paymentId: charge.paymentId });
  };
  await Promise.all(Array.from({ length: 8 }, hand));
}

/** Until everything that was due has been asked about, and what came of it is where it belongs. */
async function allAsked(running: Running): Promise<void> {
  const charges = running.databases.payments.collection<{ nextInquiryAt: Date | null }>('charges');
  // By then the processes have read the clock.
  const due = new Date(running.now().getTime() - 2000);
  await until('the looks of the janitor', async () => {
    if ((await charges.countDocuments({ nextInquiryAt: { $lte: due } })) === 0) return true;
    await running.wakeJanitors();
    await new Promise((wake) => setTimeout(wake, 200));
    return null;
  });
  await running.quiet();
}

async function unposted({ databases }: Running, charges: readonly OpenCharge[]): Promise<number> {
  const posted = await databases.server
    .collection('payments')
    .distinct('chargeId', { chargeId: { $in: charges.map(({ chargeId }) => chargeId) } });
  return charges.length - posted.length;
}

const unknownCharges = ({ databases }: Running) =>
  databases.payments
    .collection<{ lines: { payableId: string }[]; state: string; nextInquiryAt: Date | null }>('charges')
    .find({ state: 'unknown' })
    .toArray();

async function inNobodysHands(running: Running): Promise<number> {
  const unknown = await unknownCharges(running);
  const bills = unknown.map(({ lines }) => lines[0]!.payableId);
  const listed = await running.databases.server.collection('tasks').distinct('billId', { state: 'open', billId: { $in: bills } });
  return bills.filter((bill) => !listed.includes(bill)).length;
}

export const isSoundG17 = (outcome: SilenceOutcome): boolean =>
  isWhole(outcome) && outcome.unknownLeft === 0 && Math.max(...Object.values(outcome.foundBy)) === outcome.dropped;
