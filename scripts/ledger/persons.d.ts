import type { LedgerDatabases } from './ledger.ts';
/**
 * Whether two records were ever one person's: a charge that was opened for one of them may be paid when its bill is the
 * other's (docs/decisions/0014).
 */
export declare function samePerson({ server }: Pick<LedgerDatabases, 'server'>): Promise<(one: string, other: string) => boolean>;
