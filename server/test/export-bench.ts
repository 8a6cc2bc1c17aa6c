import { Writable } from 'node:stream';
import { usualColumns } from '@tsudoi/shared/contracts/members/member-export.contract';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { splitAddress } from '@tsudoi/shared/kernel/postal-address';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { memberList } from '../src/modules/members/export.service.ts';
import { insertImported } from '../src/modules/members/import-member.repository.ts';
import { newMember } from '../src/modules/members/member.factory.ts';
import { writeList } from '../src/platform/list-file.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

/** Our side of `npm run bench export`: the filtered roll as a file, to something that takes it as fast as it comes. */
let server: TestServer;
const organizations: TestOrganization[] = [];

serveBench({
  async open({ uri }: { uri: string }) {
    process.env['TSUDOI_TEST_MONGODB_URI'] = uri;
    server = await startTestServer('2026-03-20T03:00:00Z');
    return { prefix: server.platform.databases.server.databaseName };
  },

  /** One in ten is of another type, which the filter leaves out. */
  async prepare({ members }: { members: number }) {
    const org = await openOrganization(server);
    const other = await org.addType('賛助会員', 3000);
    const { client, server: db } = server.platform.databases;
    for (let from = 0; from < members; from += 1000) {
      const batch = Array.from({ length: Math.min(1000, members - from) }, (_, index) => {
        const at = from + index;
        return newMember(org.scope, {
          fields: {
            familyName: '高橋',
            givenName: `美咲${at}`,
            familyNameKana: 'タカハシ',
            givenNameKana: 'ミサキ',
            membershipTypeId: at % 10 === 3 ? other : (org.regular as MembershipTypeId),
            memberNumber: '',
            contactEmail: `member${at}@example.jp` as never,
            phone: `03${String(12_340_000 + at)}`.slice(0, 10) as never,
            postalCode: '1000001' as never,
            address: splitAddress(`東京都千代田区千代田1-${at}`),
            affiliation: '青木研究所, 第二部',
            birthDate: jstDate('1980-04-01'),
            joinedOn: jstDate('2020-04-01'),
            memo: '',
          },
          memberNumber: `E-${String(at).padStart(7, '0')}`,
          actorName: '佐藤 花子',
          now: new Date('2020-04-01T00:00:00Z'),
          today: jstDate('2026-03-20'),
        });
      });
      await inTransaction(client, (session) => insertImported(db, org.scope, batch, session));
    }
    return organizations.push(org) - 1;
  },

  async run({ organization, format }: { organization: number; format: 'csv_utf8' | 'csv_sjis' | 'xlsx' }) {
    const org = organizations[organization]!;
    let bytes = 0;
    let lines = 0;
    let firstMs = 0;
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
        setImmediate(done);
      },
    });
    const began = performance.now();
    const input = {
      q: '',
      status: 'all' as const,
      membershipTypeId: org.regular,
      sort: 'kana' as const,
      descending: false,
      columns: [...usualColumns],
    };
    for await (const chunk of writeList(await memberList(server.platform, org.scope, input), format)) {
      if (firstMs === 0) firstMs = performance.now() - began;
      if (!sink.write(chunk)) await new Promise((resolve) => sink.once('drain', resolve));
    }
    return { bytes, rows: lines - 1, firstMs };
  },

  /** The organisation and type that the other side filters by. */
  async names({ organization }: { organization: number }) {
    const org = organizations[organization]!;
    return { orgId: org.scope.orgId, membershipTypeId: org.regular };
  },

  async collect() {
    globalThis.gc?.();
    return null;
  },
});
