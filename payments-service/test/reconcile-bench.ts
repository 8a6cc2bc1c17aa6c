import { gzipSync } from 'node:zlib';
import { newBillId, newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { createClock } from '@tsudoi/shared/service/clock';
import { type CommandCounter, countCommands, watchedUri } from '@tsudoi/shared/service/command-counter';
import { type Databases, connectMongo, runMigrations } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { migrations } from '../src/app/migrations.ts';
import { openPayables } from '../src/payables/payable.repository.ts';
import { takeBankFile } from '../src/reconciliation/deposit-file.service.ts';

/** Our side of `npm run bench reconcile` as a process of its own: a bank's file from its first byte to its last deposit. */
let databases: Databases;
/** Null where nobody counts. */
let counter: CommandCounter | null = null;
const scopes: OrgScope[] = [];
let file: Uint8Array = new Uint8Array();

serveBench({
  async open({ uri, prefix, watched }: { uri: string; prefix: string; watched: boolean }) {
    databases = await connectMongo(watched ? watchedUri(uri) : uri, prefix, 10);
    counter = watched ? countCommands(databases.client) : null;
    await runMigrations(databases.payments, migrations, () => createClock().realNow());
    return null;
  },

  async organization() {
    scopes.push(mintOrgScope(newOrgId()));
    return scopes.length - 1;
  },

  async bills({ organization, rows }: { organization: number; rows: readonly { number: string; kana: string; reference: string }[] }) {
    for (let at = 0; at < rows.length; at += 1000)
      await openPayables(
        databases.payments,
        scopes[organization]!,
        rows.slice(at, at + 1000).map(({ number, kana, reference }) => ({
          payableId: newBillId(),
          memberId: newMemberId(),
          memberNumber: number,
          memberKana: kana,
          amount: PositiveYen.parse(10_000),
          dueOn: jstDate('2026-06-01'),
          payRef: reference,
        })),
      );
    return null;
  },

  async file({ bytes }: { bytes: Uint8Array }) {
    // As a browser sends it.
    file = gzipSync(bytes);
    return file.length;
  },

  /** Without giving back what was kept from before, the memory of one file is not seen. */
  async collect() {
    globalThis.gc?.();
    return null;
  },

  async run({ organization }: { organization: number }) {
    counter?.reset();
    const read = await takeBankFile(
      { databases, clock: createClock(), nudgeOutbox: () => undefined },
      scopes[organization]!,
      { fileName: 'bench.txt', packed: file, readBy: 'bench' },
      { now: createClock().realNow(), today: jstDate('2026-05-12') },
    );
    if (read.outcome === 'refused') throw new Error(`${read.fault} in line ${read.line}`);
    return { outcome: read.outcome, file: read.file, commands: counter?.commands.length ?? 0 };
  },

  async count({ organization }: { organization: number }) {
    return databases.payments.collection('deposits').countDocuments({ orgId: scopes[organization]!.orgId });
  },
});
