import { type Logger, type LoggerOptions, pino } from 'pino';

export type Log = Logger;

/** JSON lines on stdout. Callers log ids and codes, never bodies, addresses or names (security.md 4.14). */
export function createLog(service: string, level: string): Log {
  const options: LoggerOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'password',
        'token',
        'secret',
        'authorization',
        'cookie',
        'email',
        'req.headers',
        '*.password',
        '*.token',
        '*.secret',
        '*.email',
      ],
      censor: '[removed]',
    },
    serializers: { err: serializeError },
  };
  // Written at once: what is left over at the exit would be tried again for ever if nobody reads it any more.
  return pino(options, pino.destination({ dest: 1, sync: true }));
}

/**
 * Driver errors quote the offending document ("dup key: { email: … }"), so of an unexpected error only its kind, code
 * and stack frames are written.
 */
function serializeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = (error as { code?: unknown }).code;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 12);
  const domain = error.name === 'DomainError' ? { message: error.message } : {};
  return { kind: error.name, ...(typeof code === 'number' || typeof code === 'string' ? { code } : {}), ...domain, frames };
}
