import type * as z from 'zod';
import { idSchema, makeId } from './ids.ts';

export const PayoutId = idSchema('payout');
export type PayoutId = z.output<typeof PayoutId>;
export const newPayoutId = (): PayoutId => makeId('payout');

export const PayoutAccountId = idSchema('payoutAccount');
export type PayoutAccountId = z.output<typeof PayoutAccountId>;
export const newPayoutAccountId = (): PayoutAccountId => makeId('payoutAccount');

export const PayoutBatchId = idSchema('payoutBatch');
export type PayoutBatchId = z.output<typeof PayoutBatchId>;
export const newPayoutBatchId = (): PayoutBatchId => makeId('payoutBatch');
