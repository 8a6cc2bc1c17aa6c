import { FlagOff, PortNumber, Secret, commonEnv, readEnv } from '@tsudoi/shared/service/env';
import * as z from 'zod';

const serverEnv = {
  ...commonEnv,
  PORT: PortNumber,
  HOST: z.string().default('127.0.0.1'),
  /** A port of its own for /metrics, which the web port does not answer in production; never passed on by a proxy. */
  METRICS_PORT: PortNumber.optional(),
  /** Base of every link in a mail; never taken from a request (security.md T40). */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/$/, '')),
  PAYMENTS_INTERNAL_URL: z.url().transform((url) => url.replace(/\/$/, '')),
  CLIENT_DIST: z.string().optional(),
  /** Where the stand-in providers can be looked at; development only. */
  SANDBOX_URL: z
    .url()
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
  JWT_SECRET: Secret,
  PASSWORD_PEPPER: Secret,
  BCRYPT_COST: z.coerce.number().int().min(4).max(15).default(10),
  MAIL_DRIVER: z.enum(['mailbox', 'smtp', 'resend']),
  RESEND_API_KEY: z.string().optional(),
  /** Signs what the provider says of mails that had left. */
  RESEND_WEBHOOK_SECRET: z.string().optional(),
  SMTP_URL: z.string().optional(),
  MAIL_FROM: z.string().default('Tsudoi <no-reply@tsudoi.example>'),
  SIGNUP_REVIEW: FlagOff,
  /** Whom an office asks about Tsudoi, on its help: an address of mail, or https://… of a page. */
  OPERATOR_CONTACT: z.union([z.email(), z.url({ protocol: /^https$/ })]).default(''),
  /** host:port of clamd. Unset, files are not scanned; set, none comes in while it does not answer. */
  CLAMD_ADDRESS: z
    .string()
    .regex(/^[A-Za-z0-9.-]+:\d{1,5}$/)
    .optional(),
  /** Messages to other systems may go to http and to one's own network; for tests and for a network that is all one's own. */
  WEBHOOK_PRIVATE: FlagOff,
  /** Calls a minute of one session, and of one address that is not signed in. */
  RATE_PER_SESSION: z.coerce.number().int().min(1).default(300),
  RATE_PER_ADDRESS: z.coerce.number().int().min(1).default(60),
  /** Mails an hour that one address may ask for without being signed in. */
  MAILS_PER_ADDRESS: z.coerce.number().int().min(1).default(30),
  /** How long, at the least, it takes to answer who asks for a mail without a log-in: longer than writing one takes. */
  EVEN_ANSWER_MS: z.coerce.number().int().min(0).max(5000).default(300),
  /** How many proxies stand in front; decides whose word about the client's address counts. */
  TRUST_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0),
};

export type ServerEnv = ReturnType<typeof readServerEnv>;

/** Reads and checks the server's environment. @throws Error naming what is missing or not allowed in production. */
export function readServerEnv(source: NodeJS.ProcessEnv = process.env) {
  const env = readEnv(serverEnv, source);
  if (env.NODE_ENV === 'production') {
    if (env.MAIL_DRIVER === 'mailbox')
      throw new Error('MAIL_DRIVER=mailbox publishes reset links and is refused in production: use resend or smtp.');
    if (!env.PUBLIC_URL.startsWith('https://')) throw new Error('PUBLIC_URL must be https:// in production.');
    if (env.SANDBOX_URL) throw new Error('SANDBOX_URL names the stand-in providers and is refused in production.');
    if (env.BCRYPT_COST < 10) throw new Error('BCRYPT_COST must be at least 10 in production.');
  }
  if (env.MAIL_DRIVER === 'resend' && !env.RESEND_API_KEY) throw new Error('MAIL_DRIVER=resend needs RESEND_API_KEY.');
  if (env.MAIL_DRIVER === 'resend' && !/^whsec_[A-Za-z0-9+/]{20,}={0,2}$/.test(env.RESEND_WEBHOOK_SECRET ?? ''))
    throw new Error('MAIL_DRIVER=resend needs RESEND_WEBHOOK_SECRET, the signing secret of its webhook (whsec_…).');
  if (env.MAIL_DRIVER === 'smtp' && !env.SMTP_URL) throw new Error('MAIL_DRIVER=smtp needs SMTP_URL.');
  return env;
}
