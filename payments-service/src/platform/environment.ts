import { PortNumber, commonEnv, readEnv } from '@tsudoi/shared/service/env';
import * as z from 'zod';

const paymentsEnv = {
  ...commonEnv,
  PORT: PortNumber,
  INTERNAL_PORT: PortNumber,
  /** Where this service's internal interface listens; loopback unless a private network is named. */
  INTERNAL_HOST: z.string().default('127.0.0.1'),
  HOST: z.string().default('127.0.0.1'),
  /** Base of the callback addresses given to providers. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/$/, '')),
  /** 32 bytes in hex; encrypts the providers' secrets at rest. */
  SECRETS_KEY: z.string().regex(/^[0-9a-f]{64}$/i, 'must be 64 hex digits'),
  SANDBOX_URL: z
    .url()
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
  KOMOJU_API_URL: z
    .url()
    .transform((url) => url.replace(/\/$/, ''))
    .default('https://komoju.com'),
};

export type PaymentsEnv = ReturnType<typeof readPaymentsEnv>;

/** @throws Error naming what is missing, or that a stand-in provider is set in production. */
export function readPaymentsEnv(source: NodeJS.ProcessEnv = process.env) {
  const env = readEnv(paymentsEnv, source);
  if (env.NODE_ENV === 'production' && env.SANDBOX_URL)
    throw new Error('SANDBOX_URL names a stand-in provider and is refused in production.');
  return env;
}
