import { type Check } from './ledger.ts';
export declare const paymentChecks: readonly Check[];
