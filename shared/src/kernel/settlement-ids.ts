import type * as z from 'zod';
import { idSchema, makeId } from './ids.ts';

export const SettlementId = idSchema('settlement');
export type SettlementId = z.output<typeof SettlementId>;
export const newSettlementId = (): SettlementId => makeId('settlement');
