import { randomUUID } from 'node:crypto';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { connectMongo } from '@tsudoi/shared/service/mongo';
import type { Collection } from 'mongodb';
import { paced } from '../paced.ts';

interface Bill {
  _id: string;
  status: string;
  charge: string;
}

let events: Collection<{ _id: string; bill: string }>;
let bills: Collection<Bill>;

/** The limit of performance.md P2 (B): one process and the bare driver, insert, update and find, with the same concern. */
serveBench({
  async open({ uri, prefix, count }: { uri: string; prefix: string; count: number }) {
    const { server } = await connectMongo(uri, prefix);
    events = server.collection('baseline_events');
    bills = server.collection('baseline_bills');
    await bills.insertMany(Array.from({ length: count }, (_, at) => ({ _id: `bill_${at}`, status: 'unpaid', charge: '' })));
    return null;
  },

  async pay({ from, count, rate }: { from: number; count: number; rate: number }) {
    const latencies: number[] = [];
    await paced(count, rate, async (at, intended) => {
      const bill = `bill_${from + at}`;
      const event = randomUUID();
      await events.insertOne({ _id: event, bill });
      await bills.updateOne({ _id: bill }, { $set: { status: 'paid', charge: event } });
      await bills.findOne({ _id: bill });
      latencies.push(performance.now() - intended);
    });
    return latencies;
  },
});
