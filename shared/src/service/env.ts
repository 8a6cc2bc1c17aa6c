import * as z from 'zod';

export const Secret = z.string().min(32, 'must have at least 32 characters');
export const PortNumber = z.coerce.number().int().min(0).max(65_535);
const Flag = z.enum(['0', '1']).transform((value) => value === '1');
export const FlagOff = Flag.default(false);

/** What every process needs. Secrets have no default anywhere: a missing one stops the process at boot. */
export const commonEnv = {
  NODE_ENV: z.enum(['development', 'test', 'production']),
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, 'must be a mongodb:// address'),
  DATABASE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/)
    .default('tsudoi'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** How often a process looks for jobs that are due; whoever changes their times from outside waits that long. */
  SCHEDULER_LOOK_MS: z.coerce.number().int().min(100).max(60_000).default(5000),
  SERVICE_SECRET: Secret,
};

/** Reads the environment, where empty is not set, or throws one error that names every wrong variable and never shows a value. */
export function readEnv<T extends z.ZodRawShape>(shape: T, source: NodeJS.ProcessEnv = process.env): z.output<z.ZodObject<T>> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is not complete:\n${lines.join('\n')}`);
}
