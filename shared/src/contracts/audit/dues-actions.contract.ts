/** Verbs of the log about dues that come again: monthly plans, terms and their renewal. */
export const duesActions = [
  'recurring.product_add',
  'recurring.product_change',
  'recurring.plan_start',
  'recurring.plan_cancel',
  'recurring.plan_end',
  'renewal.settings',
  'renewal.agree',
  'renewal.stop',
  'renewal.enter',
  'renewal.enter_type',
  'renewal.take_back',
  'renewal.extend',
] as const;
