/**
 * What somebody else did to a bill that an act of the office was meant for: params of the refusal, so that whoever comes second hears
 * of the first. Beside it `by`, `at` (an instant), `bill` and what the kind names.
 */
export type BillHappeningKind =
  | 'cancelled'
  /** By a correction; `number` is the bill that stands in its place. */
  | 'replaced'
  /** Money of the bill was moved by a correction, and the bill stands. */
  | 'corrected'
  /** `amount` came, and `left` is open now. */
  | 'paid'
  /** By the payer themself, through a provider or at the bank. */
  | 'paid_online'
  /** A colleague put money of before on it. */
  | 'carried'
  | 'waived'
  /** `amount` was taken back by a colleague. */
  | 'taken_back'
  /** `amount` went back at the provider. */
  | 'returned'
  /** It is called `name` now. */
  | 'renamed'
  /** It asks for `amount` now. */
  | 'adjusted'
  /** It was opened, and is due on `dueOn`. */
  | 'confirmed'
  /** Of a run: its making was begun, held, or carried on; or its plan was put away. */
  | 'started'
  | 'paused'
  | 'resumed'
  | 'discarded'
  /** Of a payer's link; `bill` is the payer. */
  | 'link_withdrawn';

/** What of a bill was another when it was looked at: `what` of BILL_CHANGED_SINCE. */
export type ChangedSince = 'outstanding' | 'draft' | 'dueOn' | 'name';
