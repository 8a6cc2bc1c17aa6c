import { describe, expect, it } from 'vitest';
import { helpAreaOf } from './help-area.ts';

describe('the help of a page', () => {
  it.each([
    ['/kai/admin', 'office', 'home'],
    ['/kai/admin/members', 'office', 'members'],
    ['/kai/admin/members/mem_01J', 'office', 'members'],
    ['/kai/admin/members/import/imp_01J', 'office', 'import'],
    ['/kai/admin/payments/mem_01J', 'office', 'payments'],
    ['/kai/admin/payments/reconcile', 'office', 'deposits'],
    ['/kai/admin/settings/screening', 'office', 'settings'],
    ['/kai/admin/login', 'door', 'officeLogin'],
    ['/kai/my', 'member', 'home'],
    ['/kai/my/pay/bill_01J/number', 'member', 'pay'],
    ['/kai/my/payment', 'member', 'methods'],
    ['/kai/my/login/code', 'door', 'login'],
    ['/kai/my/first', 'door', 'first'],
    ['/kai/join/form', 'door', 'join'],
    ['/kai', 'door', 'front'],
    ['/', 'door', 'front'],
    ['/signup/confirm', 'door', 'signUp'],
    ['/ops/payouts', 'door', 'operator'],
    ['/kai/admin/nowhere', 'office', 'home'],
  ] as const)('%s is that of %s, %s', (path, side, area) => {
    expect(helpAreaOf(path)).toEqual({ side, area });
  });
});
