import { commonLetters } from '@tsudoi/shared/kernel/zengin-kana';
import { describe, expect, it } from 'vitest';
import { readPaymentsEnv } from './environment.ts';

const key = '0f'.repeat(32);
const complete = {
  NODE_ENV: 'production',
  MONGODB_URI: 'mongodb://database:27017',
  SERVICE_SECRET: 's'.repeat(32),
  PORT: '4100',
  INTERNAL_PORT: '4101',
  PUBLIC_URL: 'https://callbacks.example/',
  SECRETS_KEY: key,
};
const sender = {
  clientCode: '0123456789',
  holder: 'ｶ)ﾂﾄﾞｲ',
  bankCode: '0001',
  bankName: 'ﾐｽﾞﾎ',
  branchCode: '001',
  branchName: 'ﾄｳｷﾖｳ',
  kind: 'ordinary',
  accountNumber: '7654321',
};
const withChanges = (changes: Record<string, string | undefined>) => () => readPaymentsEnv({ ...complete, ...changes });

describe('what the payments-service reads of its environment, in production', () => {
  it('is enough as it stands; empty is not set', () => {
    const empty = { PAYOUT_SENDER: '', KONBINI_MAX_YEN: '', SANDBOX_URL: '', KOMOJU_API_URL: '', INTERNAL_HOST: '' };
    expect(withChanges(empty)()).toEqual(withChanges({})());
    expect(withChanges({})()).toMatchObject({
      INTERNAL_HOST: '127.0.0.1',
      PAYOUT_SENDER: null,
      KONBINI_MAX_YEN: 299_999,
      PROVIDER_URLS: {},
    });
    expect(withChanges({ KONBINI_MAX_YEN: '300000' })().KONBINI_MAX_YEN).toBe(300_000);
    expect(withChanges({ PAYOUT_SENDER: JSON.stringify(sender) })().PAYOUT_SENDER).toEqual({ ...sender, letters: commonLetters });
    const lettered = { ...sender, letters: { longVowel: 'ｰ', middleDot: ' ', wo: 'ｵ' } };
    expect(withChanges({ PAYOUT_SENDER: JSON.stringify(lettered) })().PAYOUT_SENDER).toEqual(lettered);
  });

  it.each([
    ['SERVICE_SECRET', 'missing', undefined],
    ['SERVICE_SECRET', 'one character short', 's'.repeat(31)],
    ['SECRETS_KEY', 'missing', undefined],
    ['SECRETS_KEY', 'empty', ''],
    ['SECRETS_KEY', 'one digit short', key.slice(1)],
    ['SECRETS_KEY', 'no hex', 'z'.repeat(64)],
  ] as const)('security.md 4.14: stops for a %s that is %s, names it, and shows no secret', (name, _how, value) => {
    const refused = withChanges({ [name]: value });
    expect(refused).toThrow(new RegExp(`^The environment is not complete:\n  ${name}: [^\n]+$`));
    for (const shown of ['sss', '0f0', 'zzz']) expect(refused).not.toThrow(shown);
  });

  it.each([
    ['stand-in providers', { SANDBOX_URL: 'http://127.0.0.1:4020' }, 'SANDBOX_URL'],
    ['more than any convenience store takes', { KONBINI_MAX_YEN: '300001' }, 'KONBINI_MAX_YEN'],
    ['an address of a provider that is none', { ZEUS_API_URL: 'zeus' }, 'ZEUS_API_URL: must be an address'],
    ['a sender of payouts that is no JSON', { PAYOUT_SENDER: '7654321' }, 'PAYOUT_SENDER must be JSON'],
    ['a sender without an account', { PAYOUT_SENDER: JSON.stringify({ ...sender, accountNumber: '' }) }, 'PAYOUT_SENDER must be JSON'],
    [
      'letters that no bank file has',
      { PAYOUT_SENDER: JSON.stringify({ ...sender, letters: { wo: 'ヲ' } }) },
      'PAYOUT_SENDER must be JSON',
    ],
  ] as const)('refuses %s, and shows no account', (_what, changes, said) => {
    expect(withChanges(changes)).toThrow(said);
    expect(withChanges(changes)).not.toThrow('7654321');
  });
});
