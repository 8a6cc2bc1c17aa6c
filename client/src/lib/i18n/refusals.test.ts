import { domainErrorCodes } from '@tsudoi/shared/kernel/domain-error';
import { errorPlaces } from '@tsudoi/shared/kernel/domain-error-places';
import { beforeAll, expect, test } from 'vitest';
import { factsOf, filledRefusal, wordsOfError } from '../errors.ts';
import { refuse } from '../refuse.ts';
import { wayOn } from '../refusal-ways.ts';
import { fill } from '../words.ts';
import { kitTexts } from './kit.ts';
import { refusals as en } from './refusals.en.ts';
import { refusals as ja } from './refusals.ja.ts';
import { loadRefusals } from './refusals.ts';

beforeAll(() => loadRefusals('ja'));

const needed: Readonly<Record<string, readonly string[]>> = errorPlaces;
const placesIn = (text: string): string[] => [...new Set([...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name!))];
/** How long to wait is written from the seconds. */
const namedBy = (place: string): string => (place === 'wait' ? 'seconds' : place);
const said = (domainCode: string, params: object = {}): string => wordsOfError({ data: { domainCode, params } }, kitTexts.ja).text;

test('“why not?”: a text of a refusal names what whoever refuses has to give, and nothing else, in both languages', () => {
  for (const [language, texts] of Object.entries({ ja, en }))
    for (const [code, text] of Object.entries(texts))
      expect([language, code, placesIn(text).map(namedBy).toSorted()]).toEqual([language, code, (needed[code] ?? []).toSorted()]);
  expect(Object.keys(errorPlaces).filter((code) => !Object.hasOwn(domainErrorCodes, code))).toEqual([]);
});

test('“why not?”: of what nobody has given there is a gap to read, never what its place is called', () => {
  expect(fill('{{name}}は{{count}}名', { count: 2 })).toBe('…は2名');
  for (const code of Object.keys(ja)) expect(said(code)).not.toContain('{{');
});

test('“why not?”: a day, a moment and a status are written as everywhere else, in whichever text they stand', () => {
  expect(said('JOINED_ON_AFTER_STATUS', { date: '2026-04-01' })).toContain('2026年4月1日（水）の変更');
  expect(said('STATUS_DATE_TOO_EARLY', { name: '鴎 一', number: '1', latest: '2026-04-01', earliest: '2026-04-02' })).toMatch(
    /2026年4月1日（水）.*2026年4月2日（木）/,
  );
  expect(said('ADDRESS_CHECK_PENDING', { email: 'a@example.jp', until: '2025-04-01T03:05:00.000Z' })).toContain('2025年4月1日（火）12:05');
  expect(said('STATUS_NEXT_IN_WAY', { date: '2026-10-01', status: 'suspended' })).toMatch(/2026年10月1日（木）に「休会」/);
  expect(filledRefusal('{{name}}', { name: 'suspended' })).toBe('suspended');
});

test('“why not?”: what no answer of the server has refused has its words all the same', async () => {
  const thrown: unknown = await refuse('MEMBERSHIP_TYPE_ARCHIVED', { name: '終身会員' }).catch((error: unknown) => error);
  expect(factsOf(thrown)).toMatchObject({ domainCode: 'MEMBERSHIP_TYPE_ARCHIVED', params: { name: '終身会員' } });
  expect(wordsOfError(thrown, kitTexts.ja).text).toContain('「終身会員」');
});

test('“why not?”: a refusal knows the way on; whose a number is, only where the server has said so', () => {
  const way = (domainCode: string, params = {}) => wayOn(factsOf({ data: { domainCode, params } }));
  const holder = { memberId: 'mem_1', name: '鴎 一' };
  for (const code of ['NUMBER_TAKEN', 'LOGIN_ID_TAKEN', 'EMAIL_TAKEN']) {
    expect(way(code, holder)).toMatchObject({ to: '/$org/admin/members/$memberId', params: { memberId: 'mem_1' } });
    expect(way(code)).toBeNull();
  }
  expect(way('MEMBERSHIP_TYPE_IN_PROOF', { name: '正会員' })).toMatchObject({ to: '/$org/admin/members/proofs' });
  expect(way('MEMBERSHIP_TYPE_APPLIED_FOR', { applications: 2 })).toMatchObject({ to: '/$org/admin/members/applications' });
  expect(way('REFUND_PROMISED')).toMatchObject({ to: '/$org/admin/refunds' });
  expect(way('NOT_FOUND')).toBeNull();
});
