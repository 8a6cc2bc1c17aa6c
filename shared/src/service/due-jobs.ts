import { MongoJobRepository } from '@agendajs/mongo-backend';

type NextJob = MongoJobRepository['getNextJobToRun'];
type Asked = readonly [name: string, nextScanAt: Date, lockDeadline: Date];

interface Look {
  readonly asked: Asked[];
  /** The names that have something to do, or null where only one was asked for. */
  readonly due: Promise<ReadonlySet<string> | null>;
}

const latest = (moments: readonly Date[]): Date => new Date(Math.max(...moments.map(Number)));

/**
 * agenda takes a job by a write, and in every look it tries that for each of two dozen names that have nothing to do. What is asked for at one moment
 * is read once here, and only a name that has something to do is written. Whoever is woken for one name asks for that one alone, without a read before.
 */
export class DueJobsRepository extends MongoJobRepository {
  #coming: Look | undefined;

  override async getNextJobToRun(...asked: Parameters<NextJob>): ReturnType<NextJob> {
    const [name, nextScanAt, lockDeadline] = asked;
    const due = await this.#look([name, nextScanAt, lockDeadline]);
    return due === null || due.has(name) ? super.getNextJobToRun(...asked) : undefined;
  }

  #look(asked: Asked): Look['due'] {
    if (!this.#coming) {
      const all: Asked[] = [];
      const due = Promise.resolve().then(() => {
        this.#coming = undefined;
        return all.length > 1 ? this.#dueAmong(all) : null;
      });
      this.#coming = { asked: all, due };
    }
    this.#coming.asked.push(asked);
    return this.#coming.due;
  }

  /** The widest of what was asked: a name too many costs the write that it would have cost anyway. */
  async #dueAmong(asked: readonly Asked[]): Promise<ReadonlySet<string>> {
    const jobs = await this.collection
      .find(
        {
          name: { $in: asked.map(([name]) => name) },
          disabled: { $ne: true },
          $or: [
            { lockedAt: { $eq: null }, nextRunAt: { $lte: latest(asked.map(([, nextScanAt]) => nextScanAt)) } },
            { lockedAt: { $lte: latest(asked.map(([, , lockDeadline]) => lockDeadline)) } },
          ],
        },
        { projection: { name: 1 } },
      )
      .toArray();
    return new Set(jobs.map(({ name }) => name));
  }
}
