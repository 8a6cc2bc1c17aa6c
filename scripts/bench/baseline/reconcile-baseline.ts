import { randomBytes } from 'node:crypto';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { type Databases, connectMongo } from '@tsudoi/shared/service/mongo';
import type { AnyBulkWriteOperation } from 'mongodb';

/**
 * The bare way of performance.md P7: the same file cut by position, joined with a Map of all open bills that is in memory already,
 * and written in unordered batches, one, two or four of them in flight. It leaves the same row for every line, under the same indexes; it checks, keeps apart and
 * explains nothing.
 */
interface Row {
  _id: string;
}

let databases: Databases;
let file: Buffer = Buffer.alloc(0);
const bills = new Map<string, number>();

serveBench({
  async open({ uri, prefix }: { uri: string; prefix: string }) {
    databases = await connectMongo(uri, prefix, 10);
    const collection = databases.payments.collection('baseline_deposits');
    for (const { v: _v, ns: _ns, ...index } of await databases.payments.collection('deposits').indexes()) {
      const { key, ...options } = index as { key: Record<string, 1>; name: string };
      if (options.name !== '_id_') await collection.createIndex(key, options);
    }
    return null;
  },

  async bills({ rows }: { rows: readonly { number: string; kana: string; reference: string }[] }) {
    for (const { number, kana, reference } of rows) {
      const at = bills.size;
      bills.set(number.replaceAll('-', ''), at);
      bills.set(reference.replaceAll('-', ''), at);
      bills.set(kana, at);
    }
    return null;
  },

  async file({ bytes }: { bytes: Uint8Array }) {
    file = Buffer.from(bytes);
    return file.length;
  },

  async run({ inFlight }: { inFlight: number }) {
    const collection = databases.payments.collection<Row>('baseline_deposits');
    const orgId = 'org_baseline';
    const id = randomBytes(13).toString('hex');
    let batch: AnyBulkWriteOperation<Row>[] = [];
    const writes = new Set<Promise<unknown>>();
    const write = async () => {
      if (writes.size === inFlight) await Promise.race(writes);
      const work: Promise<unknown> = collection.bulkWrite(batch, { ordered: false }).finally(() => writes.delete(work));
      writes.add(work);
      batch = [];
    };
    let found = 0;
    for (let at = 202; at < file.length; at += 202) {
      if (file[at] !== 0x32) continue;
      const line = file.toString('latin1', at, at + 200);
      const remitter = line.slice(49, 97).trim();
      const number = /\d[\d-]{3,}/.exec(remitter)?.[0].replaceAll('-', '') ?? '';
      const bill = bills.get(number) ?? bills.get(remitter);
      if (bill !== undefined) found += 1;
      const inquiryNumber = line.slice(1, 7);
      const amount = Number(line.slice(19, 29));
      batch.push({
        insertOne: {
          document: {
            _id: `dep_${id}${at}`,
            orgId,
            bankFileId: id,
            lineKey: `${id}|${line.slice(7, 13)}|${inquiryNumber}|${amount}|0`,
            takesBack: null,
            place: `${line.slice(7, 13)}/${id}/${String(at).padStart(7, '0')}`,
            state: 'open',
            round: 0,
            bookedOn: line.slice(7, 13),
            amount,
            remitter,
            senderCode: line.slice(39, 49).trim(),
            from: `${line.slice(97, 112).trim()} ${line.slice(112, 127).trim()}`,
            account: 'account',
            inquiryNumber,
            recallAsked: false,
            note: '',
            shares: [],
            paymentIds: [],
            decidedBy: '',
            decidedAt: null,
            bill,
          } as Row,
        },
      });
      if (batch.length === 1000) await write();
    }
    if (batch.length > 0) await write();
    await Promise.all(writes);
    return found;
  },
});
