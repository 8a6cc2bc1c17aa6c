import { describe, expect, test } from 'vitest';
import { providers } from '../connectors/registry.ts';
import { methodsOffered, wrongValue } from './account.rules.ts';
import { validSecrets } from './account.service.ts';

const provider = (name: string) => providers.find((one) => one.name === name)!;

describe('accounts at providers', () => {
  test('PAY-01 PAY-22: a live account offers what is approved and nothing else; one for tests only where stand-ins are', () => {
    const methods = ['card', 'konbini', 'payeasy'] as const;
    const live = { mode: 'live', methods: [...methods] } as const;
    const trial = { mode: 'test', methods: [...methods] } as const;
    for (const hasSandbox of [true, false]) {
      expect(methodsOffered(live, { allowed: [], hasSandbox })).toEqual([]);
      expect(methodsOffered(live, { allowed: ['konbini', 'direct_debit'], hasSandbox })).toEqual(['konbini']);
      expect(methodsOffered(trial, { allowed: ['card'], hasSandbox })).toEqual(hasSandbox ? methods : []);
    }
  });

  test('case 40: every provider says what an account consists of, and takes no live value for a test one', () => {
    for (const { name, credentialFields, accountOf } of providers) {
      expect(
        credentialFields.some(({ secret }) => secret),
        name,
      ).toBe(true);
      expect(new Set(credentialFields.map((field) => field.name)).size, name).toBe(credentialFields.length);
      expect(accountOf({}).webhookSecrets.length, name).toBeGreaterThan(0);
    }
    const { credentialFields } = provider('komoju');
    const values = { apiKey: 'sk_live_0123456789', webhookSecret: 'whs_0123456789abcdef' };
    expect(wrongValue(credentialFields, 'live', values)).toBe(null);
    expect(wrongValue(credentialFields, 'test', values)).toEqual({ reason: 'mode_mismatch', field: 'apiKey' });
    expect(wrongValue(credentialFields, 'live', { ...values, apiKey: '' })).toEqual({ reason: 'field', field: 'apiKey' });
    expect(wrongValue(credentialFields, 'live', { ...values, other: 'x' })).toEqual({ reason: 'field', field: '' });
    const shop = {
      shopId: 'tshop00000001',
      shopPass: 'abcd1234',
      configId: 'c',
      contactName: '窓口',
      contactPhone: '0312345678',
      contactHours: '09:00-18:00',
    };
    expect(wrongValue(provider('gmo-pg').credentialFields, 'test', shop)).toBe(null);
    expect(wrongValue(provider('gmo-pg').credentialFields, 'live', shop)).toEqual({ reason: 'mode_mismatch', field: 'shopId' });
    expect(wrongValue(provider('gmo-pg').credentialFields, 'live', { ...shop, shopId: '9100001' })).toBe(null);
  });

  test('case 26: an old secret is valid up to its end and not a moment longer', () => {
    const until = new Date('2026-06-10T00:00:00Z');
    const account = { sealedWebhookSecrets: ['new'], oldWebhookSecrets: [{ sealed: 'old', until }] };
    expect(validSecrets(account, new Date(until.getTime() - 1))).toEqual(['new', 'old']);
    expect(validSecrets(account, until)).toEqual(['new']);
    expect(validSecrets({ sealedWebhookSecrets: ['one'] }, until)).toEqual(['one']);
  });
});
