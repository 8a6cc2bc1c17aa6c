import type { Clock } from '@tsudoi/shared/service/clock';
import type { Log } from '@tsudoi/shared/service/log';
import type { Metrics } from '@tsudoi/shared/service/metrics';
import type { Databases } from '@tsudoi/shared/service/mongo';
import type { ServerEnv } from './environment.ts';

/** What every module is given: no module reaches for a global. */
export interface Platform {
  readonly env: ServerEnv;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly databases: Databases;
  /** Look at the outbox now; called after a commit that wrote to it. */
  nudgeOutbox(): void;
  /** Look at the mail outbox now. */
  nudgeMail(): void;
  /** A wake-up for a job handler of this server (bodies of work live in our own documents). */
  wakeJob(name: string, data: Readonly<Record<string, string>>): Promise<void>;
}
