import { RefundBank } from '@tsudoi/shared/contracts/payments/refund.contract';
import type { RefundId } from '@tsudoi/shared/kernel/ids';
import type { Platform } from '../../platform/platform.ts';
import { seal, unseal } from '../../platform/sealed.ts';

const purpose = 'refund account';

/** A payer's bank account, bound to the refund that it is for. */
export function sealBank(platform: Pick<Platform, 'env'>, refundId: RefundId, bank: RefundBank): string {
  return seal(platform, purpose, refundId, JSON.stringify(bank));
}

/** @throws Error when the key is another one or the text was altered */
export function openBank(platform: Pick<Platform, 'env'>, refundId: RefundId, sealed: string): RefundBank {
  return RefundBank.parse(JSON.parse(unseal(platform, purpose, refundId, sealed)));
}
