import type { Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from './mongo.ts';
import { type TestRows, codeOf, openTestRows, row } from './test-rows.ts';

/** Every behaviour of the database that the product relies on, on whichever engine was found (with the two files beside it):
 * a change of engine shows here and not in a sum that is silently 0. Codes are compared, never messages. */
let rowsOf: TestRows;

beforeAll(async () => {
  rowsOf = await openTestRows();
});
afterAll(() => rowsOf.test.drop());

describe('indexes', () => {
  it('unique: refuse a second row with 11000, also when two come at once', async () => {
    const rows = await rowsOf.collection();
    await rows.createIndex({ orgId: 1, n: 1 }, { unique: true });
    await rows.insertOne(row('a', 1));
    expect(await codeOf(rows.insertOne(row('b', 1)))).toBe(11_000);
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, place) => rows.insertOne(row(`c${place}`, 2))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('unique and partial: refuse only among the rows that are meant', async () => {
    const rows = await rowsOf.collection();
    await rows.createIndex({ orgId: 1, n: 1 }, { unique: true, partialFilterExpression: { live: true } });
    await rows.insertOne({ ...row('a', 1), live: true });
    await rows.insertOne({ ...row('b', 1), live: false });
    expect(await codeOf(rows.insertOne({ ...row('c', 1), live: true }))).toBe(11_000);
  });

  it('multikey: find a row by one of its values', async () => {
    const rows = await rowsOf.collection();
    await rows.createIndex({ orgId: 1, grams: 1 });
    await rows.insertOne({ ...row('a', 1), grams: ['やま', 'まだ'] });
    expect(await rows.countDocuments({ orgId: 'org_1', grams: 'まだ' })).toBe(1);
    expect(await rows.countDocuments({ orgId: 'org_1', grams: { $all: ['やま', 'まだ'] } })).toBe(1);
  });

  it('serve a filter that is equal in their first fields and has its list or range last', async () => {
    const rows = await rowsOf.collection();
    await rows.createIndex({ orgId: 1, kind: 1, claim: 1, _id: 1 });
    await rows.createIndex({ kind: 1, n: 1 }, { partialFilterExpression: { kind: 'open' } });
    await rows.insertMany(
      Array.from({ length: 100 }, (_, n) => row(`r${n}`, n, { kind: n < 20 ? 'open' : 'done', claim: n < 5 ? 'x' : null })),
    );
    const ids = ['r1', 'r2', 'r3'];
    const examined = async (filter: Document): Promise<number> =>
      (await rows.find(filter).explain('executionStats'))['executionStats'].totalDocsExamined as number;
    const whole = { orgId: 'org_1', kind: 'open', claim: 'x' };
    expect(await examined({ ...whole, _id: { $in: ids } })).toBe(3);
    expect(await examined({ ...whole, _id: 'r1' })).toBe(1);
    expect(await examined(whole)).toBe(5);
    // What is not there is no claim, as null is none.
    expect(await examined({ ...whole, claim: null, _id: { $in: ['r7', 'r8'] } })).toBe(2);
    // One that holds some rows only is good for a range, and not for what is equal in everything.
    expect(await examined({ kind: 'open', n: { $lte: 4 } })).toBe(5);
    // A list that stands before another field, and a field that the index does not know: all rows are read.
    if (rowsOf.embedded) {
      await rows.createIndex({ orgId: 1, n: 1, kind: 1 });
      expect(await examined({ orgId: 'org_1', n: { $in: [1, 2] }, kind: 'open' })).toBe(100);
      expect(await examined({ ...whole, _id: 'r1', at: null })).toBe(100);
    }
  });

  it('are made again without harm', async () => {
    const rows = await rowsOf.collection();
    await rows.createIndex({ orgId: 1 }, { name: 'org' });
    expect(await rows.createIndex({ orgId: 1 }, { name: 'org' })).toBe('org');
  });
});

describe('where the embedded engine differs', () => {
  const bill = row('a', 1, {
    lines: [
      { id: 1, amount: 100 },
      { id: 2, amount: 200 },
    ],
  });
  const project = async (expression: Document): Promise<unknown> => {
    const rows = await rowsOf.collection();
    await rows.insertOne(bill);
    return (await rows.aggregate([{ $project: { value: expression, n: 1 } }]).toArray())[0]?.['value'];
  };

  it('a sum over a path through a list: never written, for it is 0 there', async () => {
    expect(await project({ $sum: '$lines.amount' })).toBe(rowsOf.embedded ? 0 : 300);
  });

  it('a sum by $map, by $reduce and by $unwind is right on both', async () => {
    expect(await project({ $sum: { $map: { input: '$lines', in: '$$this.amount' } } })).toBe(300);
    expect(await project({ $reduce: { input: '$lines', initialValue: 0, in: { $add: ['$$value', '$$this.amount'] } } })).toBe(300);
    const rows = await rowsOf.collection();
    await rows.insertOne(bill);
    const [sum] = await rows.aggregate([{ $unwind: '$lines' }, { $group: { _id: '$_id', sum: { $sum: '$lines.amount' } } }]).toArray();
    expect(sum).toMatchObject({ sum: 300 });
  });

  it('a filter on a path through a list is right on both', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne(bill);
    expect(await rows.countDocuments({ 'lines.id': 2 })).toBe(1);
    expect(await rows.countDocuments({ lines: { $elemMatch: { id: 2, amount: 200 } } })).toBe(1);
  });

  it('distinct over a plain field is right on both, over a list through $unwind', async () => {
    const rows = await rowsOf.collection();
    await rows.insertMany([bill, { ...bill, _id: 'b' }]);
    expect(await rows.distinct('orgId')).toEqual(['org_1']);
    const ids = await rows.aggregate([{ $unwind: '$lines' }, { $group: { _id: '$lines.id' } }, { $sort: { _id: 1 } }]).toArray();
    expect(ids.map(({ _id }) => _id as unknown)).toEqual([1, 2]);
  });

  it('a join by a list of plain values is right on both', async () => {
    const [rows, members] = [await rowsOf.collection(), await rowsOf.collection()];
    await members.insertMany([row('m1', 1), row('m2', 2)]);
    await rows.insertOne({ ...row('a', 1), memberIds: ['m1', 'm2'] });
    const [found] = await rows
      .aggregate([{ $lookup: { from: members.collectionName, localField: 'memberIds', foreignField: '_id', as: 'members' } }])
      .toArray();
    expect(found?.['members']).toHaveLength(2);
  });

  it('a field of every element is set by $map with $mergeObjects on both', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne(bill);
    await rows.updateOne({ _id: 'a' }, [
      { $set: { lines: { $map: { input: '$lines', in: { $mergeObjects: ['$$this', { seen: true }] } } } } },
    ]);
    expect((await rows.findOne({ _id: 'a' }))?.lines).toEqual([
      { id: 1, amount: 100, seen: true },
      { id: 2, amount: 200, seen: true },
    ]);
  });

  it('a stage that keeps two fields keeps two on both; a find projection of the id alone keeps one', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne(bill);
    expect(await rows.aggregate([{ $project: { _id: 1, orgId: 1 } }]).toArray()).toEqual([{ _id: 'a', orgId: 'org_1' }]);
    expect(await rows.find({}, { projection: { _id: 1 } }).toArray()).toEqual([{ _id: 'a' }]);
  });

  it('a unique key that an update gave up: free again on MongoDB, taken for ever there', async () => {
    const rows = await rowsOf.collection();
    await rows.createIndex({ orgId: 1, n: 1 }, { unique: true });
    await rows.insertOne(row('a', 1));
    await rows.updateOne({ _id: 'a' }, { $set: { n: 2 } });
    expect(await codeOf(rows.insertOne(row('b', 1)))).toBe(rowsOf.embedded ? 11_000 : 'no error');
  });

  it('so does a row that an update takes out of a partial index', async () => {
    const rows = await rowsOf.collection();
    await rows.createIndex({ orgId: 1, n: 1 }, { unique: true, partialFilterExpression: { live: true } });
    await rows.insertOne({ ...row('a', 1), live: true });
    await rows.updateOne({ _id: 'a' }, { $set: { live: false } });
    expect(await codeOf(rows.insertOne({ ...row('b', 1), live: true }))).toBe(rowsOf.embedded ? 11_000 : 'no error');
  });

  it('deleted and written anew in one transaction, the row frees its key on both', async () => {
    const rows = await rowsOf.collection();
    await rows.createIndex({ orgId: 1, n: 1 }, { unique: true, partialFilterExpression: { live: true } });
    await rows.insertOne({ ...row('a', 1), live: true });
    await inTransaction(rowsOf.test.databases.client, async (session) => {
      await rows.deleteOne({ _id: 'a' }, { session });
      await rows.insertOne({ ...row('a', 1), live: false }, { session });
    });
    expect(await codeOf(rows.insertOne({ ...row('b', 1), live: true }))).toBe('no error');
    expect(await codeOf(rows.insertOne({ ...row('c', 1), live: true }))).toBe(11_000);
    expect(await rows.findOne({ _id: 'a' })).toMatchObject({ live: false });
  });

  it('text indexes are not used: where they are refused, with 67', async () => {
    const rows = await rowsOf.collection();
    expect(await codeOf(rows.createIndex({ name: 'text' }))).toBe(rowsOf.embedded ? 67 : 'no error');
  });

  it('an unknown change-stream token is an error, so that a full look can follow', async () => {
    const rows = await rowsOf.collection();
    const stream = rows.watch([], { resumeAfter: { _data: '00' } });
    await expect(stream.next()).rejects.toBeInstanceOf(Error);
    await stream.close().catch(() => undefined);
  });
});
