import { createHash, timingSafeEqual } from 'node:crypto';

/** Somebody of the operator. They are no one's member and no one's office: site rights and rights inside are apart (ADM-07). */
export interface Operator {
  readonly operatorId: string;
  readonly name: string;
}

export interface KnownOperator extends Operator {
  readonly keyHash: Buffer;
}

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/**
 * Reads `id:name:hash;id:name:hash`, the hash being SHA-256 in hex of a key that only this person has. Keys are drawn, never
 * chosen (`npm run operator:key`), so a plain hash is enough.
 * @throws Error when an entry is broken or two share an id or a key
 */
export function readOperators(text: string): KnownOperator[] {
  const operators = text
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [, operatorId, name, hash] = /^([a-z0-9-]{2,30}):([^:]{1,60}):([0-9a-f]{64})$/.exec(entry) ?? [];
      if (!operatorId || !name || !hash) throw new Error('OPERATORS must be id:name:sha256-of-key, separated by ;');
      return { operatorId, name, keyHash: Buffer.from(hash, 'hex') };
    });
  const isTwice = (values: readonly string[]) => new Set(values).size < values.length;
  if (isTwice(operators.map(({ operatorId }) => operatorId)) || isTwice(operators.map(({ keyHash }) => keyHash.toString('hex'))))
    throw new Error('OPERATORS names one person or one key twice: two people must be two.');
  return operators;
}

/** Whose key it is, or null. */
export function operatorOf(operators: readonly KnownOperator[], key: string): Operator | null {
  const given = hashOf(key);
  const found = operators.find(({ keyHash }) => timingSafeEqual(keyHash, given));
  return found ? { operatorId: found.operatorId, name: found.name } : null;
}
