import type { CrashPoint } from '@tsudoi/shared/service/crash-point';
import type { TestRandom } from '@tsudoi/shared/service/test-random';
import type { ProcessEnd } from './process-end.ts';

/** What leads to the points; `debit` is the bank's word, a month later than all else. */
export const flows = ['open', 'pay', 'cancel', 'inquire', 'refund', 'end', 'debit'] as const;
export type Flow = (typeof flows)[number];

interface Step {
  readonly point: CrashPoint;
  readonly service: ProcessEnd['service'];
  readonly flow: Flow;
}

const steps = (service: ProcessEnd['service'], flow: Flow, ...points: CrashPoint[]): Step[] =>
  points.map((point) => ({ point, service, flow }));

/** Every point where one of the two processes may end, and the work that leads there. */
const laneSteps: readonly Step[] = [
  ...steps('payments-service', 'open', 'charge.stored', 'charge.answered', 'charge.issued'),
  ...steps('payments-service', 'pay', 'inbox.arrived', 'inbox.stored', 'inbox.claimed', 'inbox.applied', 'inbox.committed', 'relay.queued'),
  ...steps('payments-service', 'cancel', 'consumer.claimed', 'consumer.handled', 'void.answered'),
  ...steps('payments-service', 'inquire', 'inquiry.answered'),
  ...steps('payments-service', 'refund', 'refund.stored', 'refund.answered', 'refund.sent'),
  ...steps('server', 'pay', 'consumer.claimed', 'consumer.handled', 'posting.written'),
  ...steps('server', 'cancel', 'relay.queued'),
  ...steps('server', 'end', 'act.answered', 'audit.noted', 'audit.written', 'audit.sealing', 'audit.sealed', 'mail.claimed', 'mail.sent'),
];

/** When the bank has drawn. */
export const debitPoints = ['debit.stored', 'debit.applied'] as const satisfies readonly CrashPoint[];

/** One after another on one payout, when the month is over. */
export const payoutPoints = ['payout.begun', 'payout.taken', 'payout.gathered', 'payout.closed'] as const satisfies readonly CrashPoint[];

export const plannedPoints: ReadonlySet<CrashPoint> = new Set([...laneSteps.map(({ point }) => point), ...debitPoints, ...payoutPoints]);

/** How often processes end in so many rounds; a month has one payout, and the operator agrees to it once. */
export const crashesIn = (rounds: number): number => (laneSteps.length + debitPoints.length) * rounds + payoutPoints.length + 1;

/** How often a flow is done, once without a crash. */
export const timesDone = (flow: Flow, rounds: number): number =>
  1 + rounds * (flow === 'debit' ? debitPoints.length : laneSteps.filter((step) => step.flow === flow).length);

/** After these a lease runs out before anybody goes on: half a minute that other crashes fill when they come first. */
const leaving: ReadonlySet<CrashPoint> = new Set([
  'charge.stored',
  'inbox.claimed',
  'inbox.applied',
  'consumer.claimed',
  'consumer.handled',
  'posting.written',
  'refund.stored',
  'refund.answered',
  'refund.sent',
]);
const leavingFirst = (left: Step, right: Step) => Number(leaving.has(right.point)) - Number(leaving.has(left.point));

/** In which order one of the processes ends. */
export function laneOf(service: ProcessEnd['service'], rounds: number, random: TestRandom): Step[] {
  const own = laneSteps.filter((step) => step.service === service);
  return Array.from({ length: rounds }, () => random.shuffled(own).toSorted(leavingFirst)).flat();
}
