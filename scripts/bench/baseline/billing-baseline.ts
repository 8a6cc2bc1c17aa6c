import { randomBytes } from 'node:crypto';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { type Databases, connectMongo } from '@tsudoi/shared/service/mongo';
import type { Collection } from 'mongodb';

/**
 * The bare driver of performance.md P3: unordered insertMany of documents that are already built, 1,000 a batch, one, two
 * or four batches in flight. Same pool, write concern, documents and indexes as the product's bills.
 */
interface Bill {
  _id: string;
  memberId: string;
  fiscalYear: number;
}

const batchSize = 1000;
let databases: Databases;
let bills: Collection<Bill>;
let sample: Bill[] = [];
let built: Bill[] = [];
let year = 1900;

serveBench({
  async open({ uri, prefix, rows }: { uri: string; prefix: string; rows: Bill[] }) {
    databases = await connectMongo(uri, prefix, 30);
    const product = databases.server.collection('bills');
    bills = databases.server.collection<Bill>('baseline_bills');
    for (const { v: _v, ns: _ns, ...index } of await product.indexes()) {
      const { key, ...options } = index as { key: Record<string, 1>; name: string };
      if (options.name !== '_id_') await bills.createIndex(key, options);
    }
    sample = rows;
    return null;
  },

  /** Outside the measured time: the same bills for another year, with ids of the same length. */
  async build({ count }: { count: number }) {
    year += 1;
    built = sample
      .slice(0, count)
      .map((bill) => ({ ...bill, _id: `bill_${randomBytes(13).toString('hex').toUpperCase()}`, fiscalYear: year }));
    return built.length;
  },

  async insert({ inFlight }: { inFlight: number }) {
    const batches: Bill[][] = [];
    for (let from = 0; from < built.length; from += batchSize) batches.push(built.slice(from, from + batchSize));
    const lane = async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) await bills.insertMany(batch, { ordered: false });
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
    return built.length;
  },
});
