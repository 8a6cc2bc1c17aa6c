import type { Clock } from '@tsudoi/shared/service/clock';
import type { Router } from 'express';
import type { SettlementTwist, StandInAccount, StandInPayment, StandInStore } from './stand-in.repository.ts';

/** What happens to a payment, in the sandbox's own words; each stand-in tells it in its provider's. */
export type EventType =
  | 'payment.authorized'
  | 'payment.captured'
  /** Something came into an account, whatever the sum. */
  | 'payment.deposited'
  | 'payment.expired'
  | 'payment.cancelled'
  | 'payment.failed'
  /** A shop took money and took it back. */
  | 'payment.withdrawn'
  /** What a shop had reported is certain now. */
  | 'payment.confirmed'
  /** The contract of automatic charges has ended. */
  | 'contract.stopped'
  | 'payment.refunded'
  | 'payment.refund.created'
  | 'payment.updated'
  | 'refund.updated'
  | 'refund.failed'
  | 'dispute.created'
  | 'dispute.closed'
  | 'ping';

export interface StandInWorld {
  readonly store: StandInStore;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** Has the payment's provider tell of it, as the account behaves. */
  tell(payment: StandInPayment, type: EventType): Promise<void>;
}

export interface StandInNotice {
  readonly type: string;
  readonly eventId: string;
  readonly at: Date;
  /** What is told of the sum, true or not. */
  readonly amount: number;
  /** As somebody would write it who knows no secret. */
  readonly forge: boolean;
}

/** A provider that is played: its interface, and how it tells of what happened. It shares no code with the connector. */
export interface StandIn {
  readonly provider: string;
  /** Its interface below `/<provider>`. */
  routes(world: StandInWorld): Router;
  /** The body of a notice, or null where the provider tells of nothing. */
  notice(account: StandInAccount, payment: StandInPayment, notice: StandInNotice): string | null;
  /** `now`: real time, for who signs it. */
  headers(account: StandInAccount, type: string, body: string, forge: boolean, now: Date): Record<string, string>;
  /** Whether an answer says that the notice has arrived. */
  arrived(status: number, answer: string, headers: Headers): boolean;
  /** Makes a settlement up to a moment, and the notice of it; null: nothing to settle. Absent: it tells of none. */
  readonly settle?: (
    world: Pick<StandInWorld, 'store' | 'clock' | 'publicUrl'>,
    account: StandInAccount,
    cutoffAt: Date,
    twist: SettlementTwist,
  ) => Promise<{ readonly id: string; readonly type: string; readonly notice: (eventId: string) => string } | null>;
  /** Its form stands in the address. */
  readonly noticeMethod?: 'GET';
}
