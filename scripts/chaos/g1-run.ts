import type { Databases } from '@tsudoi/shared/service/mongo';
import { testRandom } from '@tsudoi/shared/service/test-random';
import { verifyLedger } from '../ledger/verify.ts';
import { sendAtBarrier } from './barrier.ts';
import type { BooksVerdict } from './books.ts';
import { type ChargeBooks, type Story, type Told, deliveriesOf, differencesFrom, storiesOf } from './callback-stories.ts';
import type { Running } from './running.ts';
import type { SignedNotice } from './world.ts';

/** security.md 2, G1: how many payments; the shares of their fates stand in callback-stories. */
export const hostilePayments = { full: 5000, quick: 1000, ci: 100 } as const;

export interface HostileOutcome extends BooksVerdict {
  readonly deliveries: number;
  /** Answers that were not what the notice deserved. */
  readonly wrongAnswers: readonly string[];
  /** Notices with a bad signature that stand in the inbox, and genuine ones that do not. */
  readonly forgedAccepted: number;
  readonly notKept: number;
  /** Held sums and the tasks that people got for them. */
  readonly held: number;
  readonly tasks: number;
  readonly deadLetters: number;
}

/** Sends the stories and compares the ledger with what plain arithmetic says of each. */
export interface HostileCallbacks {
  readonly stories: readonly Story[];
  /** All of it; a second time changes nothing (T2). */
  tell(say: (line: string) => void): Promise<HostileOutcome>;
}

export function hostileCallbacks(running: Running, payments: number, seed: number): HostileCallbacks {
  const random = testRandom(seed);
  const stories = storiesOf(running.take(payments), running.secret, random);
  const { callbackUrl, databases } = running;
  return {
    stories,
    async tell(say) {
      const deliveries = deliveriesOf(stories);
      const wrongAnswers = await tellAll(callbackUrl, random.shuffled(stories));
      await running.quiet(600_000);
      return { deliveries, wrongAnswers, ...(await judge(databases, stories, say)) };
    },
  };
}

const post = async (url: string, { body, headers }: SignedNotice): Promise<number> => {
  const answer = await fetch(url, { method: 'POST', body, headers: { ...headers }, signal: AbortSignal.timeout(30_000) });
  await answer.arrayBuffer();
  return answer.status;
};

async function tell(url: string, { how, times, notice }: Told): Promise<number[]> {
  const notices = Array.from({ length: times }, () => notice);
  if (how === 'at once') return (await sendAtBarrier(url, notices)).map(({ status }) => status);
  const statuses: number[] = [];
  for (const one of notices) statuses.push(await post(url, one));
  return statuses;
}

/** Sixteen hands take whole stories in any order; inside one story its order holds. */
async function tellAll(url: string, queue: Story[]): Promise<string[]> {
  const wrong: string[] = [];
  const hand = async () => {
    for (let story = queue.shift(); story; story = queue.shift()) {
      const right = story.forged ? 401 : 200;
      for (const told of story.told)
        for (const status of await tell(url, told)) if (status !== right) wrong.push(`${story.fate}: ${status}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, hand));
  return wrong;
}

async function judge(databases: Databases, stories: readonly Story[], say: (line: string) => void) {
  const books = await booksByCharge(databases);
  const differences = differencesFrom(stories, books);
  for (const difference of differences) say(`DIFFERS ${JSON.stringify(difference)}`);
  const { broken, deadLetters } = await verifyLedger(databases, ({ name, broken: count, says }) => {
    if (count > 0) say(`BROKEN ${name}: ${count}, ${says}`);
  });
  const count = (what: 'lost' | 'doubled' | 'other') => differences.filter(({ is }) => is === what).length;
  const rows = await databases.payments
    .collection<{ _id: string }>('inbox')
    .find({}, { projection: { _id: 1 } })
    .toArray();
  const kept = new Set(rows.map(({ _id }) => _id.slice(_id.lastIndexOf(':') + 1)));
  const isKept = ({ notice }: Told) => kept.has((JSON.parse(notice.body) as { id: string }).id);
  const genuine = stories.filter(({ forged }) => !forged).flatMap(({ told }) => told);
  const forged = stories.filter((story) => story.forged).flatMap(({ told }) => told);
  return {
    lost: count('lost'),
    doubled: count('doubled'),
    torn: count('other') + broken,
    deadLetters,
    forgedAccepted: forged.filter(isKept).length,
    notKept: genuine.filter((told) => !isKept(told)).length,
    held: stories.filter(({ fate }) => fate === 'wrong amount').length,
    tasks: await databases.server.collection('tasks').countDocuments({ reason: 'amount_mismatch' }),
  };
}

async function booksByCharge({ server }: Databases): Promise<Map<string, ChargeBooks>> {
  const books = new Map<string, ChargeBooks>();
  const rows = server.collection<{ chargeId: string; received: number; reversed: number; allocated: number }>('payments').find({});
  for await (const { chargeId, received, reversed, allocated } of rows) {
    const before = books.get(chargeId) ?? { received: 0, reversed: 0, onBill: 0, count: 0 };
    books.set(chargeId, {
      received: before.received + received,
      reversed: before.reversed + reversed,
      onBill: before.onBill + allocated,
      count: before.count + 1,
    });
  }
  return books;
}

/** Whether every bound of the row holds. */
export const isSoundG1 = (outcome: HostileOutcome): boolean =>
  outcome.lost + outcome.doubled + outcome.torn + outcome.forgedAccepted + outcome.notKept + outcome.deadLetters === 0 &&
  outcome.wrongAnswers.length === 0 &&
  outcome.tasks === outcome.held;
