import type { Databases } from '@tsudoi/shared/service/mongo';
import type { Collection } from 'mongodb';

type Place = readonly [Collection, object];
const underWay = { state: { $in: ['received', 'leased', 'ready', 'pending', 'waiting'] } };

/**
 * Where things are on their way between the processes, in the order in which they travel; a notice about a number that nobody
 * knows waits for a day.
 */
function placesOf({ server, payments, queue, sandbox }: Databases) {
  return {
    deliveries: [sandbox.collection('deliveries'), underWay],
    inbox: [payments.collection('inbox'), { ...underWay, outcome: { $nin: ['unknown_charge'] } }],
    told: [payments.collection('outbox'), underWay],
    messages: [queue.collection('messages'), underWay],
    answered: [server.collection('outbox'), underWay],
  } as const satisfies Record<string, Place>;
}

/**
 * Whether anything is on its way between the processes. Asked one place after another, and once more around: asked all at once,
 * what goes from one place to the next in this very moment would be seen in neither.
 */
export async function isQuiet(databases: Databases): Promise<boolean> {
  const { deliveries, inbox, told, messages, answered } = placesOf(databases);
  const places: readonly Place[] = [deliveries, inbox, told, messages, answered, messages, told, messages];
  for (const [place, filter] of places) if ((await place.countDocuments(filter)) > 0) return false;
  return true;
}

/** How many things are on their way. */
export async function countUnderWay(databases: Databases): Promise<number> {
  let count = 0;
  for (const [place, filter] of Object.values(placesOf(databases))) count += await place.countDocuments(filter);
  return count;
}
