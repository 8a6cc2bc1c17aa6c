import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import { callbackUrl } from '../accounts/account.service.ts';
import type { Platform } from '../platform/platform.ts';
import type { ChargeDocument } from './charge.repository.ts';
import { isLive } from './charge.rules.ts';

export function toChargeView(platform: Platform, charge: ChargeDocument): ChargeView {
  return {
    chargeId: charge._id,
    paymentNumber: charge.paymentNumber,
    provider: charge.provider,
    providerIds: charge.providerIds,
    method: charge.method,
    state: charge.state,
    amount: charge.amount,
    memberFee: charge.memberFee,
    currency: 'JPY',
    lines: charge.lines,
    redirectUrl: isLive(charge.state) ? charge.redirectUrl : null,
    instructions: charge.instructions,
    expiresAt: charge.expiresAt?.toISOString() ?? null,
    createdAt: charge.createdAt.toISOString(),
    payLinkId: charge.payLinkId ?? null,
    account: charge.account ? { asked: charge.account.asked, received: charge.account.received, open: charge.account.open } : null,
    depositOf: charge.depositOf ?? null,
    callbackUrl: callbackUrl(platform, charge.provider, charge.accountId),
  };
}
