import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { Clock } from '@tsudoi/shared/service/clock';
import type { Log } from '@tsudoi/shared/service/log';
import type { Metrics } from '@tsudoi/shared/service/metrics';
import type { Databases } from '@tsudoi/shared/service/mongo';
import type { PaymentsEnv } from './environment.ts';

/** What every part of the service is given. */
export interface Platform {
  readonly env: PaymentsEnv;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly databases: Databases;
  /** Look at the organisation's inbox now; called after a durable insert. */
  nudgeInbox(orgId: OrgId): void;
  /** Follow the organisation's unsigned notices now; called after a durable insert. */
  nudgeHints(orgId: OrgId): void;
  /** Handles what waits in the queue for this service, then resolves. */
  drainQueue(): Promise<void>;
  /** Ask about charges that are due now. */
  nudgeInquiries(): void;
  /** Fetch the settlements that were told of; called after a durable insert. */
  nudgeSettlements(): void;
  /** Look at the outbox now; called after a commit that wrote to it. */
  nudgeOutbox(): void;
}
