/** Names of the machine itself, which people use for one another while developing. */
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export const isLoopback = (hostname: string): boolean => loopback.has(hostname);

/** Whether a page of this origin is ours. Only the configured address counts, with the loopback names as one. */
export function isOwnOrigin(publicUrl: string, origin: string): boolean {
  const own = new URL(publicUrl);
  if (origin === own.origin) return true;
  if (!URL.canParse(origin)) return false;
  const given = new URL(origin);
  return isLoopback(own.hostname) && isLoopback(given.hostname) && own.port === given.port && own.protocol === given.protocol;
}
