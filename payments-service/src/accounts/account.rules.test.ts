import { describe, expect, test } from 'vitest';
import { shopOf as gmoShopOf } from '../connectors/gmo-pg/client.ts';
import { providers } from '../connectors/registry.ts';
import { shopOf as robotShopOf } from '../connectors/robot-payment/client.ts';
import { shopOf as zeusShopOf } from '../connectors/zeus/client.ts';
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

  test('0038: the shortest and the longest that may be entered make an account that calls can be made with', () => {
    const contact = { contactHours: '09:00-18:00' };
    const shops = [
      [
        'gmo-pg',
        gmoShopOf,
        { ...contact, shopId: '9'.repeat(4), shopPass: '!'.repeat(4), configId: 'c', contactName: '窓', contactPhone: '012345678' },
      ],
      [
        'gmo-pg',
        gmoShopOf,
        {
          ...contact,
          shopId: '9'.repeat(13),
          shopPass: '~'.repeat(10),
          configId: 'c'.repeat(32),
          contactName: '窓'.repeat(42),
          contactPhone: '050-1234-5678',
        },
      ],
      ['robot-payment', robotShopOf, { storeId: '12345', door: 'a'.repeat(20) }],
      ['robot-payment', robotShopOf, { storeId: '1234567890', door: 'a'.repeat(64) }],
      ['zeus', zeusShopOf, { clientIp: '12345', markKey: 'a'.repeat(20) }],
      ['zeus', zeusShopOf, { clientIp: '1234567890', markKey: 'a'.repeat(64) }],
    ] as const;
    for (const [name, shopOf, values] of shops) {
      const { credentialFields, accountOf, corrected } = provider(name);
      expect(wrongValue(credentialFields, 'live', values), name).toBe(null);
      const { apiKey } = accountOf(values);
      expect(values).toMatchObject(shopOf({ mode: 'live', apiKey }));
      // What is no secret is put right, and the rest stays.
      const isName = credentialFields.find((field) => field.isName)!.name;
      const right = corrected!(accountOf(values), { [isName]: '98765' });
      expect(shopOf({ mode: 'live', apiKey: right.apiKey })).toEqual({ ...shopOf({ mode: 'live', apiKey }), [isName]: '98765' });
    }
    const only = (field: string) => provider('gmo-pg').credentialFields.filter(({ name }) => name === field);
    expect(wrongValue(only('shopPass'), 'live', { shopPass: 'a'.repeat(11) })).toEqual({ reason: 'field', field: 'shopPass' });
    expect(wrongValue(only('configId'), 'live', { configId: 'a'.repeat(33) })).toEqual({ reason: 'field', field: 'configId' });
  });

  test('case 26: an old secret is valid up to its end and not a moment longer', () => {
    const until = new Date('2026-06-10T00:00:00Z');
    const account = { sealedWebhookSecrets: ['new'], oldWebhookSecrets: [{ sealed: 'old', until }] };
    expect(validSecrets(account, new Date(until.getTime() - 1))).toEqual(['new', 'old']);
    expect(validSecrets(account, until)).toEqual(['new']);
    expect(validSecrets({ sealedWebhookSecrets: ['one'] }, until)).toEqual(['one']);
  });
});
