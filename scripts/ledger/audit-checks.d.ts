import { type Check } from './ledger.ts';
/** The hash of a place in the chain. */
export declare function linkHash(previous: string, row: object): string;
/** The audit log is append-only: each organisation's rows hang in one chain (security.md 4.11). */
export declare const auditChecks: readonly Check[];
