import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { type Databases, connectMongo } from '@tsudoi/shared/service/mongo';
import { parse } from 'csv-parse';
import type { Collection } from 'mongodb';

/**
 * The bare way of performance.md P5: csv-parse as a stream and ordered insertMany of 1,000, without validation, matching or
 * a plan. It leaves what the product leaves, a member and an account for every row, with the same fields and indexes; only
 * their ids, numbers and keys are made anew.
 */
interface Row {
  _id: string;
}

const batchSize = 1000;
let databases: Databases;
let members: Collection<Row>;
let accounts: Collection<Row>;
let member: Record<string, unknown> = {};
let account: Record<string, unknown> = {};
let file: Buffer = Buffer.alloc(0);

async function sameIndexes(name: string, like: string): Promise<Collection<Row>> {
  const collection = databases.server.collection<Row>(name);
  for (const { v: _v, ns: _ns, ...index } of await databases.server.collection(like).indexes()) {
    const { key, ...options } = index as { key: Record<string, 1>; name: string };
    if (options.name !== '_id_') await collection.createIndex(key, options);
  }
  return collection;
}

serveBench({
  async open({ uri, prefix, sample }: { uri: string; prefix: string; sample: { member: object; account: object } }) {
    databases = await connectMongo(uri, prefix, 10);
    members = await sameIndexes('baseline_members', 'members');
    accounts = await sameIndexes('baseline_accounts', 'member_accounts');
    member = sample.member as Record<string, unknown>;
    account = sample.account as Record<string, unknown>;
    return null;
  },

  async prepare({ bytes }: { bytes: Uint8Array }) {
    file = Buffer.from(bytes);
    return file.length;
  },

  async run() {
    const orgId = `org_${randomBytes(13).toString('hex').toUpperCase()}`;
    const parser = Readable.from([...pieces()]).pipe(parse({ bom: true, from_line: 2 }));
    let batch: string[][] = [];
    let done = 0;
    const flush = async () => {
      const ids = batch.map(() => `mem_${randomBytes(13).toString('hex').toUpperCase()}`);
      const rows = batch.map((cells, at) => ({
        ...member,
        _id: ids[at]!,
        orgId,
        memberNumber: cells[0],
        numberKey: cells[0],
        kanaKey: `${cells[3]}\u0003${ids[at]}`,
        joinedKey: `${cells[11]}\u0003${ids[at]}`,
        givenName: cells[2],
        contactEmail: cells[6],
      }));
      await members.insertMany(rows as unknown as Row[]);
      const logins = rows.map((row) => ({
        ...account,
        _id: `acc_${row._id.slice(4)}`,
        orgId,
        memberId: row._id,
        loginId: row.memberNumber,
        loginIdKey: row.memberNumber,
      }));
      await accounts.insertMany(logins as unknown as Row[]);
      done += batch.length;
      batch = [];
    };
    for await (const cells of parser) {
      batch.push(cells as string[]);
      if (batch.length === batchSize) await flush();
    }
    if (batch.length > 0) await flush();
    return done;
  },
});

function* pieces(): Generator<Buffer> {
  for (let at = 0; at < file.length; at += 65_536) yield file.subarray(at, at + 65_536);
}
