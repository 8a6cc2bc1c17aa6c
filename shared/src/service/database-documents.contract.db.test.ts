import { Decimal128, type Document, GridFSBucket, Long, MongoBulkWriteError } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Row, type TestRows, codeOf, openTestRows, row } from './test-rows.ts';

/** Writing and reading documents, as the product uses them. */
let rowsOf: TestRows;

beforeAll(async () => {
  rowsOf = await openTestRows();
});
afterAll(() => rowsOf.test.drop());

describe('writes', () => {
  it('many, unordered: the good ones stay, each bad one is named', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne(row('b', 1));
    const error = await rows.insertMany([row('a', 1), row('b', 2), row('c', 3)], { ordered: false }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MongoBulkWriteError);
    const failures = [(error as MongoBulkWriteError).writeErrors].flat();
    expect(failures.map(({ index, code }) => ({ index, code }))).toEqual([{ index: 1, code: 11_000 }]);
    expect(await rows.countDocuments()).toBe(3);
  });

  it('bulk: count what they matched, inserted and changed', async () => {
    const rows = await rowsOf.collection();
    await rows.insertMany([row('a', 1), row('b', 1)]);
    const result = await rows.bulkWrite([
      { updateOne: { filter: { _id: 'a' }, update: { $inc: { n: 1 } } } },
      { updateOne: { filter: { _id: 'missing' }, update: { $inc: { n: 1 } } } },
      { insertOne: { document: row('c', 1) } },
      { deleteOne: { filter: { _id: 'b' } } },
    ]);
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1, insertedCount: 1, deletedCount: 1 });
  });

  it('conditional on a version: one of two wins', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne({ ...row('a', 1), version: 1 });
    const change = () => rows.updateOne({ _id: 'a', version: 1 }, { $set: { n: 2 }, $inc: { version: 1 } });
    const results = await Promise.all([change(), change()]);
    expect(results.map(({ matchedCount }) => matchedCount).reduce((sum, count) => sum + count)).toBe(1);
  });

  it('find-and-change: create once, count on, and give the new row back', async () => {
    const rows = await rowsOf.collection();
    const draw = () =>
      rows.findOneAndUpdate(
        { _id: 'counter' },
        { $inc: { n: 1 }, $setOnInsert: { orgId: 'org_1' } },
        { upsert: true, returnDocument: 'after' },
      );
    const drawn20 = [];
    for (let place = 0; place < 20; place += 1) drawn20.push((await draw())?.n);
    expect(drawn20).toEqual(Array.from({ length: 20 }, (_, place) => place + 1));
  });

  it('by pipeline: a lease is taken by exactly one', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne({ ...row('a', 1), fence: 0 });
    const take = (owner: string) =>
      rows.findOneAndUpdate({ _id: 'a', owner: { $exists: false } }, [{ $set: { owner, fence: { $add: ['$fence', 1] } } }], {
        returnDocument: 'after',
      });
    const taken = (await Promise.all(['x', 'y', 'z'].map(take))).filter((found) => found !== null);
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({ fence: 1 });
  });

  it('in order by pipeline: a row refuses by a failing expression, and what stands before it is done, what stands behind it not', async () => {
    const rows = await rowsOf.collection();
    await rows.insertMany([row('open', 0), row('full', 5)]);
    const charge = [{ $set: { n: { $cond: [{ $gte: ['$n', 5] }, { $toInt: '$_id' }, { $add: [{ $ifNull: ['$n', 0] }, 1] }] } } }];
    const all = () =>
      rows.bulkWrite(
        ['open', 'new', 'full', 'behind'].map((_id) => ({ updateOne: { filter: { _id }, update: charge, upsert: true } })),
        { ordered: true },
      );
    const stoppedAt = async () => {
      const error = await all().catch((thrown: unknown) => thrown);
      return [(error as MongoBulkWriteError).writeErrors].flat().map(({ index, code }) => ({ index, code }));
    };
    expect(await stoppedAt()).toEqual([{ index: 2, code: 241 }]);
    const values = async () => Object.fromEntries((await rows.find().toArray()).map(({ _id, n }) => [_id, n]));
    expect(await values()).toEqual({ open: 1, new: 1, full: 5 });
    // Eight more at once: the first row takes four of them, whoever comes fifth changes nothing.
    const stops = (await Promise.all(Array.from({ length: 8 }, stoppedAt))).flat();
    expect(stops.filter(({ index }) => index === 0)).toHaveLength(4);
    expect(stops.every(({ code }) => code === 241)).toBe(true);
    expect(await values()).toEqual({ open: 5, new: 5, full: 5 });
  });

  it('to one element of a list, by filter', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne(
      row('a', 1, {
        lines: [
          { id: 1, amount: 100 },
          { id: 2, amount: 200 },
        ],
      }),
    );
    await rows.updateOne({ _id: 'a' }, { $set: { 'lines.$[line].amount': 250 } }, { arrayFilters: [{ 'line.id': 2 }] });
    expect((await rows.findOne({ _id: 'a' }))?.lines?.[1]?.amount).toBe(250);
  });

  it('that break a validator are refused with 121', async () => {
    const validator = { $jsonSchema: { required: ['orgId'], properties: { n: { bsonType: 'int' } } } };
    const rows = await rowsOf.test.databases.server.createCollection('validated', { validator });
    expect(await codeOf(rows.insertOne({ n: 1 }))).toBe(121);
    expect(await codeOf(rows.insertOne({ orgId: 'org_1', n: 'one' }))).toBe(121);
    expect(await codeOf(rows.insertOne({ orgId: 'org_1', n: 1 }))).toBe('no error');
  });
});

describe('values', () => {
  it('keep whole yen beyond 32 bits, longs, decimals, instants and bytes as they are', async () => {
    const rows = await rowsOf.collection<Document & { _id: string }>();
    const at = new Date('2026-11-24T03:04:05.678Z');
    const bytes = Buffer.from([0, 255, 128]);
    const yen = 9_007_199_254_740_991;
    await rows.insertOne({
      _id: 'a',
      yen,
      long: Long.fromString('9223372036854775807'),
      decimal: Decimal128.fromString('0.10'),
      at,
      bytes,
    });
    const found = await rows.findOne({ _id: 'a' }, { promoteLongs: false, promoteBuffers: true });
    expect(Number(found?.['yen'])).toBe(yen);
    expect(String(found?.['long'])).toBe('9223372036854775807');
    expect(String(found?.['decimal'])).toBe('0.10');
    expect(found?.['at']).toEqual(at);
    expect(Buffer.compare(found?.['bytes'] as Buffer, bytes)).toBe(0);
  });

  it('keep rare kanji, surrogates and variation selectors', async () => {
    const rows = await rowsOf.collection<Document & { _id: string }>();
    const name = '𠮷野 邉󠄀 髙﨑';
    await rows.insertOne({ _id: 'a', name });
    expect((await rows.findOne({ name }))?.['name']).toBe(name);
  });

  it('keep files, byte for byte', async () => {
    const bucket = new GridFSBucket(rowsOf.test.databases.server, { bucketName: 'contract_files' });
    const bytes = Buffer.alloc(600_000, 'receipt');
    const upload = bucket.openUploadStream('receipt.pdf');
    await new Promise<void>((resolve, reject) => {
      upload.once('finish', () => resolve()).once('error', reject);
      upload.end(bytes);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of bucket.openDownloadStream(upload.id)) chunks.push(chunk as Buffer);
    expect(Buffer.compare(Buffer.concat(chunks), bytes)).toBe(0);
  });
});

describe('reading', () => {
  it('in pages by key, bounded from one side', async () => {
    const rows = await rowsOf.collection();
    await rows.createIndex({ orgId: 1, n: 1, _id: 1 });
    await rows.insertMany(Array.from({ length: 250 }, (_, place) => row(`r${String(place).padStart(3, '0')}`, place % 10)));
    const seen: string[] = [];
    let after: { n: number; _id: string } | null = null;
    for (;;) {
      const bound: Document = after ? { $or: [{ n: { $gt: after.n } }, { n: after.n, _id: { $gt: after._id } }] } : {};
      const page: Row[] = await rows
        .find({ orgId: 'org_1', ...bound })
        .sort({ n: 1, _id: 1 })
        .limit(50)
        .toArray();
      seen.push(...page.map(({ _id }) => _id));
      const last = page.at(-1);
      if (!last || page.length < 50) break;
      after = { n: last.n, _id: last._id };
    }
    expect(new Set(seen).size).toBe(250);
  });

  it('groups, joins and facets', async () => {
    const rows = await rowsOf.collection();
    const names = await rowsOf.collection<Document & { _id: string }>();
    await names.insertOne({ _id: 'org_1', name: '学会' });
    await rows.insertMany([row('a', 1), row('b', 2), row('c', 3)]);
    const [facets] = await rows
      .aggregate([
        {
          $facet: {
            sum: [{ $group: { _id: '$orgId', sum: { $sum: '$n' } } }],
            joined: [
              { $limit: 1 },
              { $lookup: { from: names.collectionName, localField: 'orgId', foreignField: '_id', as: 'org' } },
              { $unwind: '$org' },
            ],
          },
        },
      ])
      .toArray();
    expect(facets).toMatchObject({ sum: [{ _id: 'org_1', sum: 6 }], joined: [{ org: { name: '学会' } }] });
  });

  it('the business day of Japan from an instant', async () => {
    const rows = await rowsOf.collection();
    await rows.insertOne(row('a', 1, { at: new Date('2026-03-31T15:30:00Z') }));
    const [found] = await rows
      .aggregate([{ $project: { day: { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: 'Asia/Tokyo' } }, n: 1 } }])
      .toArray();
    expect(found).toMatchObject({ day: '2026-04-01' });
  });

  it('by a stored key in the order of readings', async () => {
    const rows = await rowsOf.collection<Document & { _id: string }>();
    await rows.insertMany([
      { _id: '1', key: 'ヤマタ1' },
      { _id: '2', key: 'アオキ' },
      { _id: '3', key: 'ヤマタ0' },
    ]);
    const sorted = await rows.find({}).sort({ key: 1 }).toArray();
    expect(sorted.map(({ _id }) => _id)).toEqual(['2', '3', '1']);
  });
});
