import * as z from 'zod';
import { withoutCardNumbers } from './card-number.ts';

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

/** A card's number that came as a number is a text afterwards: no number can have its digits struck out. */
const withoutCards = (value: unknown): unknown => {
  if (typeof value === 'string') return withoutCardNumbers(value);
  if (typeof value !== 'number') return value;
  const struck = withoutCardNumbers(String(value));
  return struck === String(value) ? value : struck;
};

/**
 * The body as it is kept: without what stands under these names, wherever they are, and without numbers of cards under any name. What is
 * no JSON stays otherwise as it came, for people to look at.
 */
export function keptBody(body: Buffer, unkept: ReadonlySet<string>): Buffer {
  const json = parseJson(body);
  if (json !== undefined)
    try {
      return Buffer.from(JSON.stringify(json, (name, value: unknown) => (unkept.has(name) ? undefined : withoutCards(value))));
    } catch {
      // Read, yet nested deeper than it can be written again: no provider's event is.
    }
  const text = body.toString('latin1');
  const struck = withoutCardNumbers(text);
  return struck === text ? body : Buffer.from(struck, 'latin1');
}
