import { expect, test } from 'vitest';
import { isBilledElsewhere } from './bounced.rules.ts';

const body = (email: string) => ({ contacts: { billing: { email } } });

test.each([
  ['a person', { contacts: null }, ['a@yama.example'], false],
  ['a body without a 請求先', body(''), ['a@yama.example'], false],
  ['a body whose 請求先 has the same address', body('A@yama.example'), ['a@yama.example'], false],
  ['a body with a 請求先', body('b@yama.example'), ['a@yama.example'], true],
  ['a body whose 請求先 takes no mail either', body('b@yama.example'), ['a@yama.example', 'b@yama.example'], false],
] as const)('MAI-05: of %s, mail about money goes past an address that takes none', (_whose, member, bouncing, elsewhere) => {
  expect(isBilledElsewhere(member, 'a@yama.example', bouncing)).toBe(elsewhere);
});
