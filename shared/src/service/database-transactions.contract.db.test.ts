import { type ChangeStream, type ClientSession, type Document, MongoServerError } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, isDuplicateKey, probeTransactions } from './mongo.ts';
import { type Row, type TestRows, openTestRows, row } from './test-rows.ts';

/** What money stands on: transactions and change streams, as the product uses them. */
let rowsOf: TestRows;

beforeAll(async () => {
  rowsOf = await openTestRows();
});
afterAll(() => rowsOf.test.drop());

describe('transactions', () => {
  it('pass the probe that every service runs at boot', async () => {
    await expect(probeTransactions(rowsOf.test.databases.client, rowsOf.test.databases.server)).resolves.toBeUndefined();
  });

  it('commit over several collections and databases at once', async () => {
    const rows = await rowsOf.collection();
    const other = await rowsOf.test.databases.queue.createCollection<Row>('messages');
    await inTransaction(rowsOf.test.databases.client, async (session) => {
      await rows.insertOne(row('a', 1), { session });
      await other.insertOne(row('a', 1), { session });
    });
    expect(await rows.countDocuments()).toBe(1);
    expect(await other.countDocuments()).toBe(1);
  });

  it('leave nothing behind when the work throws', async () => {
    const rows = await rowsOf.collection();
    const work = inTransaction(rowsOf.test.databases.client, async (session) => {
      await rows.insertOne(row('a', 1), { session });
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await rows.countDocuments()).toBe(0);
  });

  it('show a change to others only after the commit, and to themselves at once', async () => {
    const rows = await rowsOf.collection();
    await inTransaction(rowsOf.test.databases.client, async (session) => {
      await rows.insertOne(row('a', 1), { session });
      expect(await rows.findOne({ _id: 'a' }, { session })).not.toBeNull();
      expect(await rows.findOne({ _id: 'a' })).toBeNull();
    });
    expect(await rows.findOne({ _id: 'a' })).not.toBeNull();
  });

  it('read one state from begin to end', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne(row('a', 1));
    await inTransaction(rowsOf.test.databases.client, async (session) => {
      expect((await rows.findOne({ _id: 'a' }, { session }))?.n).toBe(1);
      await rows.updateOne({ _id: 'a' }, { $set: { n: 2 } });
      expect((await rows.findOne({ _id: 'a' }, { session }))?.n).toBe(1);
    });
  });

  it('refuse the second of two writers with 112 and a label to try again', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne(row('a', 1));
    const open = async (): Promise<ClientSession> => {
      const session = rowsOf.test.databases.client.startSession();
      session.startTransaction();
      return session;
    };
    const [first, second] = [await open(), await open()];
    await rows.findOne({ _id: 'a' }, { session: second });
    await rows.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session: first });
    const conflict = await rows.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session: second }).catch((error: unknown) => error);
    expect(conflict).toBeInstanceOf(MongoServerError);
    expect((conflict as MongoServerError).code).toBe(112);
    expect((conflict as MongoServerError).hasErrorLabel('TransientTransactionError')).toBe(true);
    await first.commitTransaction();
    await second.abortTransaction().catch(() => undefined);
    await Promise.all([first.endSession(), second.endSession()]);
    expect((await rows.findOne({ _id: 'a' }))?.n).toBe(2);
  });

  it('lose no update of forty that read and write the same row', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne(row('a', 0));
    await Promise.all(
      Array.from({ length: 40 }, () =>
        inTransaction(rowsOf.test.databases.client, async (session) => {
          const found = await rows.findOne({ _id: 'a' }, { session });
          await rows.updateOne({ _id: 'a' }, { $set: { n: (found?.n ?? 0) + 1 } }, { session });
        }),
      ),
    );
    expect((await rows.findOne({ _id: 'a' }))?.n).toBe(40);
  });

  it('answer a double key inside with 11000 and keep nothing of it', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne(row('a', 1));
    const work = inTransaction(rowsOf.test.databases.client, async (session) => {
      await rows.insertOne(row('b', 1), { session });
      await rows.insertOne(row('a', 2), { session });
    });
    expect(isDuplicateKey(await work.catch((error: unknown) => error))).toBe(true);
    expect(await rows.countDocuments()).toBe(1);
  });
});

describe('change streams', () => {
  /** An answer that there is nothing yet comes soon. */
  const quick = { maxAwaitTimeMS: 50 };
  async function next(stream: { next(): Promise<unknown> }): Promise<Document> {
    return (await stream.next()) as Document;
  }
  /** Open it is with its first answer, and a row before that would be missed. Asks for the next change from there on. */
  async function opened(stream: ChangeStream<Row>): Promise<{ arrived: Promise<Document> }> {
    expect(await stream.tryNext()).toBeNull();
    return { arrived: next(stream) };
  }

  it('push an insert, with its document, and only after the commit', async () => {
    const rows = await rowsOf.collection();
    const stream = rows.watch([{ $match: { operationType: 'insert' } }], quick);
    const { arrived } = await opened(stream);
    let committed = false;
    await inTransaction(rowsOf.test.databases.client, async (session) => {
      await rows.insertOne(row('a', 7), { session });
      await new Promise((wake) => setTimeout(wake, 50));
    });
    committed = true;
    const change = await arrived;
    expect(committed).toBe(true);
    expect(change['fullDocument']).toMatchObject({ _id: 'a', n: 7 });
    await stream.close();
  });

  it('never tell of a transaction that was given up', async () => {
    const rows = await rowsOf.collection();
    const stream = rows.watch([], quick);
    const { arrived } = await opened(stream);
    await inTransaction(rowsOf.test.databases.client, async (session) => {
      await rows.insertOne(row('given-up', 1), { session });
      throw new Error('no');
    }).catch(() => undefined);
    await rows.insertOne(row('kept', 1));
    expect((await arrived)['documentKey']).toEqual({ _id: 'kept' });
    await stream.close();
  });

  it('go on after a token, and look up what was updated', async () => {
    const rows = await rowsOf.collection();
    const first = rows.watch([], { fullDocument: 'updateLookup', ...quick });
    const { arrived } = await opened(first);
    await rows.insertOne(row('a', 1));
    const token: unknown = (await arrived)['_id'];
    await first.close();
    await rows.updateOne({ _id: 'a' }, { $set: { n: 2 } });
    const second = rows.watch([], { resumeAfter: token, fullDocument: 'updateLookup' });
    const change = await next(second);
    expect(change['operationType']).toBe('update');
    expect(change['fullDocument']).toMatchObject({ n: 2 });
    await second.close();
  });
});
