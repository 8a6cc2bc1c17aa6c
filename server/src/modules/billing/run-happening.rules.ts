import type { BillHappeningKind, ChangedSince } from '@tsudoi/shared/contracts/billing/bill-happening.contract';
import { type DomainErrorCode, DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillHappening, recentMs, toldAs } from './bill-happening.rules.ts';
import type { BillingRunDocument } from './billing-run.repository.ts';

/** What of a run as it is now tells which act on it explains a refusal. */
type RunNow = Pick<BillingRunDocument, 'billName' | 'state' | 'active' | 'confirmation' | 'cancellation'>;
type Kinds = readonly BillHappeningKind[];

const asking: ReadonlySet<DomainErrorCode> = new Set(['INVALID_TRANSITION', 'BILL_CHANGED_SINCE', 'CONFLICT']);
export const asksOfRun = (error: unknown): error is DomainError =>
  error instanceof DomainError && error.params['happened'] === undefined && asking.has(error.code);

const since: Readonly<Partial<Record<ChangedSince, Kinds>>> = { name: ['renamed'], dueOn: ['confirmed', 'resumed'] };
const acts: Kinds = ['started', 'paused', 'resumed', 'confirmed', 'renamed', 'cancelled', 'discarded'];

/** Acts that brought a run where it cannot go `to` what was asked for; none where it came there by itself, as at the end of its work. */
function bringing({ state, active, confirmation, cancellation }: RunNow, to: unknown): Kinds {
  if (state === 'discarded') return ['discarded'];
  if (cancellation) return ['cancelled'];
  if (state === 'paused' || confirmation.state === 'paused') return ['paused'];
  if (confirmation.state === 'processing') return ['confirmed', 'resumed'];
  if (active) return ['started', 'resumed'];
  if (to === 'paused') return [];
  if (to === 'requested') return ['resumed'];
  if (confirmation.state === 'completed') return ['confirmed'];
  return to === 'discarded' ? ['started'] : [];
}

function explaining({ code, params }: DomainError, run: RunNow): Kinds {
  if (code === 'CONFLICT') return acts;
  return code === 'INVALID_TRANSITION' ? bringing(run, params['to']) : (since[params['what'] as ChangedSince] ?? []);
}

/** The refusal of an act on a run with what a colleague did to it; null where nothing is known that explains it. Newest first. */
export function toldOfRun(error: DomainError, run: RunNow, happenings: readonly BillHappening[], now: Date): DomainError | null {
  const wanted = explaining(error, run);
  const isLate = ({ at }: BillHappening) => error.code === 'CONFLICT' && now.getTime() - at.getTime() >= recentMs;
  const found = happenings.find((one) => wanted.includes(one.kind) && !isLate(one));
  return found ? toldAs(error, { bill: run.billName }, found) : null;
}
