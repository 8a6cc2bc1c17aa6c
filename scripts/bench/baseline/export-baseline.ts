import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { type Databases, connectMongo } from '@tsudoi/shared/service/mongo';
import { stringify } from 'csv-stringify';

/** The bare way of performance.md P5: the driver's cursor over the same members in the same order, and csv-stringify. */
const columns = [
  'memberNumber',
  'familyName',
  'givenName',
  'familyNameKana',
  'givenNameKana',
  'membershipTypeId',
  'contactEmail',
  'phone',
  'postalCode',
  'address',
  'affiliation',
  'birthDate',
  'joinedOn',
  'status',
  'withdrawnOn',
];
let databases: Databases;

serveBench({
  async open({ uri, prefix }: { uri: string; prefix: string }) {
    databases = await connectMongo(uri, prefix, 10);
    return null;
  },

  async run({ orgId, membershipTypeId }: { orgId: string; membershipTypeId: string }) {
    let bytes = 0;
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        setImmediate(done);
      },
    });
    const projection = { _id: 0, ...Object.fromEntries(columns.map((column) => [column, 1])) };
    const cursor = databases.server
      .collection('members')
      .find({ orgId, facets: `:${membershipTypeId}` }, { projection, batchSize: 1000 })
      .sort({ kanaKey: 1 });
    await pipeline(
      Readable.from(cursor),
      stringify({ bom: true, header: true, columns, escape_formulas: true, record_delimiter: 'windows' }),
      sink,
    );
    return bytes;
  },
});
