import { type MethodAvailability, payerMethods } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { offeringAccounts } from '../accounts/allowed-method.service.ts';
import type { Connectors } from '../connectors/registry.ts';
import { onTop } from '../payouts/fee.rules.ts';
import { feesNow } from '../payouts/fee.service.ts';
import type { Platform } from '../platform/platform.ts';
import { isWithinLimit, methodLimits } from './charge.rules.ts';

/** The methods an organisation's accounts offer for a sum, with the reason where one is not offered. */
export async function availableMethods(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  amount: Yen,
): Promise<z.output<typeof MethodAvailability>[]> {
  const [accounts, feeFor] = await Promise.all([offeringAccounts(platform, scope), feesNow(platform, scope, amount)]);
  return payerMethods.map((method) => {
    // The same account as `openCharge` takes.
    const account = accounts.find((candidate) => candidate.methods.includes(method));
    const connected = account !== undefined;
    const memberFee = onTop(feeFor(method));
    const withinLimit = isWithinLimit(method, amount, memberFee);
    return {
      method,
      available: connected && withinLimit,
      reason: !connected ? ('not_connected' as const) : withinLimit ? null : ('over_limit' as const),
      limit: methodLimits[method],
      memberFee,
      stores: method === 'konbini' && account ? [...(connectors.get(account.provider)?.stores ?? [])] : [],
    };
  });
}
