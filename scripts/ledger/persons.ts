import type { LedgerDatabases } from './ledger.ts';
import type { MergeRow } from './rows.ts';

/**
 * Whether two records were ever one person's: a charge that was opened for one of them may be paid when its bill is the
 * other's (docs/decisions/0014).
 */
export async function samePerson({ server }: Pick<LedgerDatabases, 'server'>): Promise<(one: string, other: string) => boolean> {
  const persons = new Map<string, string>();
  const personOf = (memberId: string): string => {
    let at = memberId;
    while (persons.has(at)) at = persons.get(at)!;
    return at;
  };
  for await (const { keptId, mergedId } of server
    .collection<MergeRow>('member_merges')
    .find({}, { projection: { keptId: 1, mergedId: 1 } })) {
    const [kept, merged] = [personOf(keptId), personOf(mergedId)];
    if (kept !== merged) persons.set(merged, kept);
  }
  return (one, other) => one === other || personOf(one) === personOf(other);
}
