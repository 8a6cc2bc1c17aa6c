import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { ClientSession } from 'mongodb';
import type { Platform } from './platform.ts';

/**
 * What the payments-service is asked for stands here together with its answer or not at all: it is written first, asked for last,
 * and undone where it is refused. A process that ends between the two leaves what was done there, with its own rows of who did it
 * (docs/decisions/0035): `ask` is to answer the same press the same way, so that it is written down when it comes again.
 */
export function answerLast<T>(
  { databases }: Pick<Platform, 'databases'>,
  write: (session: ClientSession) => Promise<void>,
  ask: () => Promise<T>,
): Promise<T> {
  return inTransaction(databases.client, async (session) => {
    await write(session);
    const answer = await ask();
    crashPoint('act.answered');
    return answer;
  });
}
