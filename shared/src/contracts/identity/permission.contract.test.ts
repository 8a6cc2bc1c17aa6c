import { expect, test } from 'vitest';
import { permissions } from './identity.contract.ts';
import { withImplied } from './permission.contract.ts';

test('ADM-02: whoever may change something sees it; no other right brings another along', () => {
  expect(withImplied(['members.write'])).toEqual(['members.read', 'members.write']);
  expect(withImplied(['billing.write', 'payments.write'])).toEqual(['billing.read', 'billing.write', 'payments.read', 'payments.write']);
  for (const alone of ['members.read', 'billing.read', 'payments.read', 'members.export', 'settings', 'users', 'audit'] as const)
    expect(withImplied([alone])).toEqual([alone]);
  expect(withImplied(['audit', 'members.read', 'audit'])).toEqual(['members.read', 'audit']);
  expect(withImplied(permissions)).toEqual(permissions);
  expect(withImplied([])).toEqual([]);
});
