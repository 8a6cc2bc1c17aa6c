import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** One registry per process; labels are names and codes, never ids of people. */
export function createMetrics(service: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return {
    registry,
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
      help: 'Age of the oldest waiting row',
      labelNames: ['store'],
      registers: [registry],
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
