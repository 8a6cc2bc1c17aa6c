import { type MethodAvailability, payerMethods } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type Yen, addYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { offeringAccounts } from '../accounts/allowed-method.service.ts';
import type { Connectors } from '../connectors/registry.ts';
import { onTop } from '../payouts/fee.rules.ts';
import { feesNow } from '../payouts/fee.service.ts';
import type { Platform } from '../platform/platform.ts';
import { mostOf, unfitSum } from './charge.rules.ts';

/** The methods an organisation's accounts offer for a sum, with the reason where one is not offered. */
export async function availableMethods(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  amount: Yen,
): Promise<z.output<typeof MethodAvailability>[]> {
  const [accounts, feeFor] = await Promise.all([offeringAccounts(platform, scope), feesNow(platform, scope, amount)]);
  const konbiniMost = platform.env.KONBINI_MAX_YEN;
  return payerMethods.map((method) => {
    // The same account as `openCharge` takes.
    const account = accounts.find((candidate) => candidate.methods.includes(method));
    const connector = account && connectors.get(account.provider);
    const memberFee = onTop(feeFor(method));
    const reason = connector ? unfitSum(method, addYen(amount, memberFee), konbiniMost, connector) : ('not_connected' as const);
    return {
      method,
      available: reason === null,
      reason,
      limit: mostOf(method, konbiniMost),
      memberFee,
      stores: method === 'konbini' && connector ? [...connector.stores] : [],
    };
  });
}
