import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { StatusKind } from '../../components/Status.tsx';
import type { BillingRunView } from '../../lib/views.ts';

/** What a person would say the run is doing; the server's states say what the job is doing. */
export type RunPhase =
  | 'planned'
  | 'making'
  | 'paused'
  | 'made'
  | 'confirming'
  | 'held'
  | 'confirmed'
  | 'cancelling'
  | 'undone'
  | 'failed'
  | 'discarded';

type RunFacts = Pick<BillingRunView, 'state' | 'confirmation' | 'cancellation'>;

export function runPhase(run: RunFacts): RunPhase {
  if (run.cancellation?.state === 'processing') return 'cancelling';
  if (run.cancellation?.state === 'completed') return run.cancellation.kept === 0 ? 'undone' : 'confirmed';
  switch (run.state) {
    case 'planned':
    case 'failed':
    case 'discarded':
    case 'paused':
      return run.state;
    case 'requested':
    case 'processing':
      return 'making';
    case 'completed':
    case 'completed_with_errors':
      return confirmationPhase(run.confirmation.state);
  }
}

function confirmationPhase(state: BillingRunView['confirmation']['state']): RunPhase {
  switch (state) {
    case 'not_started':
      return 'made';
    case 'processing':
      return 'confirming';
    case 'paused':
      return 'held';
    case 'completed':
      return 'confirmed';
  }
}

export const isWorking = (phase: RunPhase) => phase === 'making' || phase === 'confirming' || phase === 'cancelling';

/** What a bar of progress is shown for: work that goes on, and work that was halted. */
export const showsProgress = (phase: RunPhase) => isWorking(phase) || phase === 'paused' || phase === 'held';

/** How far the work of a phase is. */
export function progressOf(run: Pick<BillingRunView, 'done' | 'included' | 'confirmation' | 'cancellation'>, phase: RunPhase) {
  if (phase === 'cancelling') return { done: run.cancellation?.done ?? 0, total: run.cancellation?.total ?? 0 };
  if (phase === 'making' || phase === 'paused') return { done: run.done, total: run.included };
  return { done: run.confirmation.done, total: run.confirmation.total };
}

const kinds = {
  planned: 'draft',
  making: 'waiting',
  paused: 'draft',
  made: 'unpaid',
  confirming: 'waiting',
  held: 'draft',
  confirmed: 'paid',
  cancelling: 'waiting',
  undone: 'cancelled',
  failed: 'failed',
  discarded: 'cancelled',
} as const satisfies Record<RunPhase, StatusKind>;

export function runStatusKind(run: RunFacts): StatusKind {
  return kinds[runPhase(run)];
}

const steps = {
  planned: 1,
  discarded: 1,
  making: 2,
  paused: 2,
  failed: 2,
  made: 3,
  confirming: 3,
  held: 3,
  cancelling: 3,
  undone: 3,
  confirmed: 4,
} as const satisfies Record<RunPhase, number>;

/** Which of the four steps a run stands at: conditions, plan, making, confirmation. */
export function runStep(phase: RunPhase): number {
  return steps[phase];
}

/** The months of a fiscal year, as YYYY-MM. */
export function monthsOf(fiscalYear: number, startMonth: number): readonly string[] {
  return Array.from({ length: 12 }, (_, index) => {
    const month = startMonth + index;
    return month > 12 ? `${fiscalYear + 1}-${String(month - 12).padStart(2, '0')}` : `${fiscalYear}-${String(month).padStart(2, '0')}`;
  });
}

/** The fiscal year a day lies in. */
export function fiscalYearOfDay(day: string, startMonth: number): number {
  const year = Number(day.slice(0, 4));
  return Number(day.slice(5, 7)) >= startMonth ? year : year - 1;
}

/** The last day of the month after the one given, as a first proposal for a due date. */
export function proposedDueDay(day: string): JstDate {
  const end = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) + 1, 0));
  return end.toISOString().slice(0, 10) as JstDate;
}

type RunTerms = Pick<
  BillingRunView,
  'billingItemId' | 'fiscalYear' | 'allocationStartMonth' | 'dueOn' | 'billName' | 'excludedMembershipTypeIds' | 'memberIds'
>;

/** The conditions of a run, to plan it anew for whom it was planned. */
export function termsOf(run: RunTerms) {
  const { billingItemId, fiscalYear, allocationStartMonth, dueOn, billName, excludedMembershipTypeIds, memberIds } = run;
  const everybody = { billingItemId, fiscalYear, allocationStartMonth, dueOn, billName, excludedMembershipTypeIds };
  return memberIds === null ? everybody : { ...everybody, memberIds };
}
