import { type Check } from './ledger.ts';
export declare const mergeChecks: readonly Check[];
