import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { counterValue, holdCounter, takeNumbers } from '../../platform/counters.ts';

/**
 * Times that members were removed from the roll. Whoever looks through the whole roll outside of a transaction, to act on what
 * was seen in one, meets here whoever removes somebody meanwhile: they share no other row.
 */
const series = 'roll-removals';

/** How often until now; asked before the roll is looked through. */
export const countRemovals = (db: Db, scope: OrgScope): Promise<number> => counterValue(db, scope, series);

/** The same, in the transaction that acts: until its end nobody is removed. */
export const holdRemovals = (db: Db, scope: OrgScope, session: ClientSession): Promise<number> => holdCounter(db, scope, series, session);

/** Said in the transaction that removes somebody: it sees what was done before, or is done anew. */
export async function tellRemoval(db: Db, scope: OrgScope, session: ClientSession): Promise<void> {
  await takeNumbers(db, scope, series, 1, session);
}
