import type { StatusKind } from '../../components/Status.tsx';
import type { BillingRunView } from '../../lib/views.ts';

/** What a person would say the run is doing; the server's states say what the job is doing. */
export type RunPhase = 'planned' | 'making' | 'made' | 'confirming' | 'confirmed' | 'failed' | 'discarded';

export function runPhase(run: Pick<BillingRunView, 'state' | 'confirmation'>): RunPhase {
  switch (run.state) {
    case 'planned':
    case 'failed':
    case 'discarded':
      return run.state;
    case 'requested':
    case 'processing':
      return 'making';
    case 'completed':
    case 'completed_with_errors':
      return run.confirmation.state === 'completed' ? 'confirmed' : run.confirmation.state === 'processing' ? 'confirming' : 'made';
  }
}

export const isWorking = (phase: RunPhase) => phase === 'making' || phase === 'confirming';

const kinds = {
  planned: 'draft',
  making: 'waiting',
  made: 'unpaid',
  confirming: 'waiting',
  confirmed: 'paid',
  failed: 'failed',
  discarded: 'cancelled',
} as const satisfies Record<RunPhase, StatusKind>;

export function runStatusKind(run: Pick<BillingRunView, 'state' | 'confirmation'>): StatusKind {
  return kinds[runPhase(run)];
}

/** Which of the four steps a run stands at: conditions, plan, making, confirmation. */
export function runStep(phase: RunPhase): number {
  return phase === 'planned' || phase === 'discarded' ? 1 : phase === 'making' || phase === 'failed' ? 2 : phase === 'confirmed' ? 4 : 3;
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
export function proposedDueDay(day: string): string {
  const end = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) + 1, 0));
  return end.toISOString().slice(0, 10);
}
