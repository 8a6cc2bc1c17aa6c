import { createHash, randomBytes } from 'node:crypto';

/** Draws a key for somebody of the operator: the key is for that person alone, the entry for OPERATORS. */
const [, , operatorId = '', name = ''] = process.argv;
if (!/^[a-z0-9-]{2,30}$/.test(operatorId) || name === '' || /[:;]/.test(name)) {
  process.stderr.write('npm run operator:key -- ID NAME   (ID of a–z, 0–9 and -; NAME without : and ;)\n');
  process.exit(1);
}
const key = randomBytes(32).toString('base64url');
const hash = createHash('sha256').update(key).digest('hex');
process.stdout.write(`key, for ${name} alone:\n  ${key}\nentry for OPERATORS:\n  ${operatorId}:${name}:${hash}\n`);
