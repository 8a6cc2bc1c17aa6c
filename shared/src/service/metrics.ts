import type { ServerResponse } from 'node:http';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { createClock, monotonicMs } from './clock.ts';
import { within } from './within.ts';

/** Since when something in a store has been due; null where nothing is. */
type DueSince = () => Promise<Date | null>;
/** How many rows of a store were given up and wait for people. */
type Dead = () => Promise<number>;
const longestLookMs = 1000;

/** One registry per process; labels are names and codes, never ids of people. */
export function createMetrics(service: string) {
  const registry = new Registry();
  const stores = new Map<string, DueSince>();
  const cemeteries = new Map<string, Dead>();
  /** Asks all at once; of what does not answer in time there is no figure. */
  const lookInto = async <T>(looks: ReadonlyMap<string, () => Promise<T>>, take: (store: string, found: T) => void) =>
    Promise.all(
      [...looks].map(async ([store, look]) => {
        const found = await within(longestLookMs, look()).catch(() => undefined);
        if (found !== undefined) take(store, found);
      }),
    );
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    /** From now on /metrics looks into a store for what has been due longest. */
    watchStore: (store: string, dueSince: DueSince): void => void stores.set(store, dueSince),
    /** From now on /metrics counts what a store has given up. */
    watchDead: (store: string, dead: Dead): void => void cemeteries.set(store, dead),
    messagesHandled: new Counter({
      name: 'tsudoi_messages_handled_total',
      help: 'Queue messages handled',
      labelNames: ['name', 'result'],
      registers: [registry],
    }),
    messagesDead: new Counter({
      name: 'tsudoi_messages_dead_total',
      help: 'Queue messages given up',
      labelNames: ['name'],
      registers: [registry],
    }),
    callbacks: new Counter({
      name: 'tsudoi_callbacks_total',
      help: 'Provider callbacks by answer',
      labelNames: ['provider', 'result'],
      registers: [registry],
    }),
    providerRefusals: new Counter({
      name: 'tsudoi_provider_refusals_total',
      help: 'Charges of saved cards that a provider did not let us make, for the key of an account or for too many calls',
      labelNames: ['provider', 'why'],
      registers: [registry],
    }),
    jobs: new Counter({
      name: 'tsudoi_jobs_total',
      help: 'Scheduled jobs by result',
      labelNames: ['name', 'result'],
      registers: [registry],
    }),
    passwordChecks: new Counter({
      name: 'tsudoi_password_checks_total',
      help: 'Comparisons of a typed password with a hash: of an account, or of nobody so that the answer takes as long',
      labelNames: ['against'],
      registers: [registry],
    }),
    oldestPending: new Gauge({
      name: 'tsudoi_oldest_pending_seconds',
      help: 'How long the row of a store that fell due first has been waiting; 0 when none is; missing when it could not be read',
      labelNames: ['store'],
      registers: [registry],
      async collect() {
        this.reset();
        const now = createClock().realNow().getTime();
        await lookInto(stores, (store, since) => this.set({ store }, since ? Math.max(0, now - since.getTime()) / 1000 : 0));
      },
    }),
    dead: new Gauge({
      name: 'tsudoi_dead',
      help: 'Rows of a store that were given up and that nobody has dealt with; 0 is right; missing when it could not be read',
      labelNames: ['store'],
      registers: [registry],
      async collect() {
        this.reset();
        await lookInto(cemeteries, (store, count) => this.set({ store }, count));
      },
    }),
    balanceDrift: new Gauge({
      name: 'tsudoi_balance_drift',
      help: 'Bills and payments whose sums differed from their entries at the last look; 0 is right',
      registers: [registry],
    }),
    mailRest: new Gauge({
      name: 'tsudoi_mail_rest_seconds',
      help: 'For how long no mail could be sent, at the last try; 0 is right',
      registers: [registry],
    }),
    mailsGivenUp: new Counter({
      name: 'tsudoi_mails_given_up_total',
      help: 'Mails that are not tried again, by what refused them',
      labelNames: ['why'],
      registers: [registry],
    }),
    requestSeconds: new Histogram({
      name: 'tsudoi_request_seconds',
      help: 'Time to answer',
      labelNames: ['route', 'status'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;

/** The route of a call by its address; of a procedure that there is not only that. */
export function procedureRoute(procedures: object, path: string): string {
  const name = path.slice('/trpc/'.length);
  return Object.hasOwn(procedures, name) ? `trpc ${name}` : 'trpc';
}

/** Counts how long an answer took, or until whoever asked had gone. `route`: from a short list, never what somebody typed. */
export function timeAnswer(metrics: Metrics, response: ServerResponse, route: () => string): void {
  const began = monotonicMs();
  response.once('close', () => {
    const status = response.headersSent ? String(response.statusCode) : 'left';
    metrics.requestSeconds.observe({ route: route(), status }, (monotonicMs() - began) / 1000);
  });
}
