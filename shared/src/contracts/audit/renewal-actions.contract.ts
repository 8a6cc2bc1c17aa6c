/** Verbs of the log about terms and renewal. */
export const renewalActions = [
  'renewal.settings',
  'renewal.agree',
  'renewal.stop',
  'renewal.enter',
  'renewal.enter_type',
  'renewal.take_back',
  'renewal.extend',
] as const;
