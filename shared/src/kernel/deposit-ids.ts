import type * as z from 'zod';
import { idSchema, makeId } from './ids.ts';

export const BankFileId = idSchema('bankFile');
export type BankFileId = z.output<typeof BankFileId>;
export const newBankFileId = (): BankFileId => makeId('bankFile');

export const DepositId = idSchema('deposit');
export type DepositId = z.output<typeof DepositId>;
export const newDepositId = (): DepositId => makeId('deposit');

export const DiscrepancyId = idSchema('discrepancy');
export type DiscrepancyId = z.output<typeof DiscrepancyId>;
export const newDiscrepancyId = (): DiscrepancyId => makeId('discrepancy');
