import { type CancelPlan, keptReasons, mostCancelledAtOnce } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import type { BillingRunView } from '../../lib/views.ts';

const keptIn = ({ kept }: CancelPlan): number => keptReasons.reduce((sum, reason) => sum + kept[reason], 0);

/** So many that it takes a while, and that a word is typed first (interface.md 5.1). */
export const isMany = (plan: CancelPlan): boolean => plan.count + keptIn(plan) > mostCancelledAtOnce;

/** A run that members may have seen is taken back with a word, however few they are, and so are many of any. */
export const asksForWord = (run: Pick<BillingRunView, 'confirmation'>, plan: CancelPlan): boolean =>
  run.confirmation.state !== 'not_started' || isMany(plan);

/** All that is there stays: only a run that was halted is ended all the same. */
export const isNothingToCancel = (run: Pick<BillingRunView, 'state'>, plan: CancelPlan): boolean =>
  plan.count === 0 && keptIn(plan) > 0 && run.state !== 'paused';
