import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { type Databases, connectMongo } from '@tsudoi/shared/service/mongo';

/**
 * The bare driver of performance.md P4: `find` with the index that serves it hinted, the same columns, `toArray`. It
 * counts nothing and names no types. The embedded engine finds the index by itself and reads all of it when it is named,
 * so there it is not named: the baseline is tuned too (rule 7).
 */
interface Query {
  readonly orgId: string;
  readonly facet: string;
  readonly field: string;
  readonly index: string;
  readonly descending: boolean;
  readonly after: string | null;
}

const columns = {
  memberNumber: 1,
  familyName: 1,
  givenName: 1,
  familyNameKana: 1,
  givenNameKana: 1,
  membershipTypeId: 1,
  status: 1,
  contactEmail: 1,
  phone: 1,
  affiliation: 1,
  joinedOn: 1,
} as const;
let databases: Databases;
let heedsHints = true;

serveBench({
  async open({ uri, prefix }: { uri: string; prefix: string }) {
    databases = await connectMongo(uri, prefix, 30);
    heedsHints = !('secantusVersion' in (await databases.client.db('admin').command({ buildInfo: 1 })));
    return null;
  },

  async pages({ queries }: { queries: readonly Query[] }) {
    let rows = 0;
    for (const { orgId, facet, field, index, descending, after } of queries) {
      const bound = after === null ? {} : { [field]: { [descending ? '$lt' : '$gt']: after } };
      const found = await databases.server
        .collection('members')
        .find({ orgId, facets: facet, ...bound }, { projection: columns, ...(heedsHints ? { hint: index } : {}) })
        .sort({ [field]: descending ? -1 : 1 })
        .limit(50)
        .toArray();
      rows += found.length;
    }
    return rows;
  },
});
