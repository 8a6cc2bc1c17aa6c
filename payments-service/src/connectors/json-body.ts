import * as z from 'zod';

/** A body as JSON in UTF-8; undefined where it is none. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * A sum of money is a number. One that comes as text (`"10,000"`) is none that we read: it is held for people as a sum that
 * does not fit, and never guessed at (providers.md 10, case 37).
 */
export const JsonSum = z.union([z.number(), z.string(), z.null()]).transform((sum) => (typeof sum === 'number' ? sum : Number.NaN));

/** The body without what stands under these names, wherever they are. What is no JSON stays as it came, for people to look at. */
export function withoutNames(body: Buffer, names: ReadonlySet<string>): Buffer {
  const json = parseJson(body);
  if (json === undefined) return body;
  try {
    return Buffer.from(JSON.stringify(json, (name, value: unknown) => (names.has(name) ? undefined : value)));
  } catch {
    // Read, yet nested deeper than it can be written again: no provider's event is.
    return body;
  }
}
