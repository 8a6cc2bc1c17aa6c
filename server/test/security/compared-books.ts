import { createHash } from 'node:crypto';
import type { Db } from 'mongodb';

/** What stands in each collection, as a hash by its name. */
type Books = ReadonlyMap<string, string>;

/** What is written without anybody's asking, or because somebody was refused: counters of failures, and work in the background. */
export const restless = /^(?:sessions|login_attempts|rate_|mails|mail_|outbox|audit|live_events|jobs|migrations|system\.)/;

/** Everything that stands in the books, but for what is restless. */
export async function booksIn(db: Db): Promise<Books> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).filter((name) => !restless.test(name));
  const rows = await Promise.all(
    names.map(async (name): Promise<[string, string]> => [
      name,
      createHash('sha256')
        .update(JSON.stringify(await db.collection(name).find().toArray()))
        .digest('hex'),
    ]),
  );
  return new Map(rows);
}

export const differing = (before: Books, after: Books): string[] =>
  [...after].filter(([name, hash]) => before.get(name) !== hash).map(([name]) => name);

const rounds = 3;

/**
 * Where a round writes each of three times; the first that writes nothing ends it. What somebody was allowed before may still be
 * at work, and what it does in several steps may be seen twice.
 */
export async function writtenEachTime(books: () => Promise<Books>, round: () => Promise<unknown>): Promise<string[]> {
  const seen: string[][] = [];
  let before = await books();
  while (seen.length < rounds && seen.at(-1)?.length !== 0) {
    await round();
    const after = await books();
    seen.push(differing(before, after));
    before = after;
  }
  return seen[0]!.filter((name) => seen.every((names) => names.includes(name)));
}
