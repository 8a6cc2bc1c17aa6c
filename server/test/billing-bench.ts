import { type BillingRunId, newAdjustmentId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import type { AdjustmentDocument } from '../src/modules/billing/adjustment.repository.ts';
import { type BillDocument, billsOf } from '../src/modules/billing/bill.repository.ts';
import { getRun } from '../src/modules/billing/billing-run.repository.ts';
import { workOnRun } from '../src/modules/billing/run-work.service.ts';
import { carryOut, openBills, plan, queuedMails } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

/** Our side of `npm run bench billing` as a process of its own: the product's billing run on a real database. */
let server: TestServer;
/** Null where nobody counts: to tell of every command takes time. */
let counter: CommandCounter | null = null;
const organizations: TestOrganization[] = [];
const planned = new Map<string, BillingRunId>();

interface RunNamed {
  readonly organization: number;
  readonly fiscalYear: number;
}
const key = ({ organization, fiscalYear }: RunNamed) => `${organization}:${fiscalYear}`;

/** performance.md P3: five membership types, a tenth of the members exempt, three tenths with a second line. */
async function addRoll(org: TestOrganization, members: number): Promise<void> {
  const types = await Promise.all([12_000, 8000, 5000, 3000].map((fee, at) => org.addType(`会員${at}`, fee)));
  const exempt = await org.addType('名誉会員', 0);
  const db = server.platform.databases.server;
  for (let from = 0; from < members; from += 1000) {
    const size = Math.min(1000, members - from);
    const share = (tenths: number) => Math.round((size * tenths) / 10);
    const added = [
      ...(await org.addMembers(share(1), { membershipTypeId: exempt })),
      ...(await org.addMembers(share(2), { membershipTypeId: types[0]! })),
      ...(await org.addMembers(share(2), { membershipTypeId: types[1]! })),
      ...(await org.addMembers(share(2), { membershipTypeId: types[2]! })),
      ...(await org.addMembers(size - share(1) - 3 * share(2), { membershipTypeId: types[3]! })),
    ];
    const adjustments = added.slice(share(4), share(7)).map((member): AdjustmentDocument => ({
      _id: newAdjustmentId(),
      orgId: org.scope.orgId,
      memberId: member._id,
      kind: 'permanent',
      amount: yen(-1000),
      reason: '途中入会',
      usedByBillId: null,
      removedAt: null,
      createdAt: server.platform.clock.now(),
      actor: '佐藤 花子',
    }));
    await db.collection<AdjustmentDocument>('member_adjustments').insertMany(adjustments);
  }
}

serveBench({
  async open({ uri, watched }: { uri: string; watched: boolean }) {
    process.env['TSUDOI_TEST_MONGODB_URI'] = uri;
    server = await startTestServer('2026-03-20T03:00:00Z', watched ? 'watched' : 'plain');
    counter = watched ? countCommands(server.platform.databases.client) : null;
    return { prefix: server.platform.databases.server.databaseName };
  },

  async addOrganization({ members }: { members: number }) {
    const org = await openOrganization(server);
    await addRoll(org, members);
    return organizations.push(org) - 1;
  },

  /** What the office looks at before it presses the button: frozen rows with every member's amount. */
  async plan(named: RunNamed) {
    const run = await plan(server, organizations[named.organization]!, { fiscalYear: named.fiscalYear });
    planned.set(key(named), run._id);
    return run.included;
  },

  /** From the button to the last bill: members read and priced anew, compared with the plan, bills made, progress told. */
  async run(named: RunNamed) {
    counter?.reset();
    const run = await carryOut(server, organizations[named.organization]!, planned.get(key(named))!);
    return { made: run.done, state: run.state, commands: counter?.commands.length ?? 0 };
  },

  /** Guarantees of the same run: each member billed once, and the yen of the bills are those of the plan. */
  async check(named: RunNamed) {
    const org = organizations[named.organization]!;
    const db = server.platform.databases.server;
    const run = await getRun(db, org.scope, planned.get(key(named))!);
    const billed = new Set<string>();
    let doubled = 0;
    let sum = 0;
    for await (const bill of billsOf(db, org.scope).find({ runId: run._id }, { projection: { _id: 0, memberId: 1, amount: 1 } })) {
      if (billed.has(bill.memberId)) doubled += 1;
      billed.add(bill.memberId);
      sum += bill.amount;
    }
    return { missing: run.included - billed.size, doubled, yenApart: sum - run.includedAmount };
  },

  /** From the confirmation to the last mail in the queue (interface.md 7, row 17): bills opened, members told. */
  async confirm(named: RunNamed) {
    counter?.reset();
    const { confirmation } = await openBills(server, organizations[named.organization]!, planned.get(key(named))!);
    return { opened: confirmation.done, state: confirmation.state, commands: counter?.commands.length ?? 0 };
  },

  /** Guarantee of the same: each bill that asks for money has one mail in the queue. */
  checkMails: (named: RunNamed) => queuedMails(server, organizations[named.organization]!, planned.get(key(named))!),

  /** A started run whose process has died before it could say so is carried out again: nothing may be made twice. */
  async repeat(named: RunNamed) {
    const org = organizations[named.organization]!;
    const runs = server.platform.databases.server.collection<{ _id: string }>('billing_runs');
    const runId = planned.get(key(named))!;
    await runs.updateOne({ _id: runId }, { $set: { state: 'processing', active: true, cursor: 0, done: 0, failed: 0, leaseUntil: null } });
    await workOnRun(server.platform, org.scope, runId);
    return null;
  },

  /** Bills as they stand in the database, for the baseline to insert the same. */
  async sample({ organization, count }: { organization: number; count: number }) {
    const org = organizations[organization]!;
    return (await billsOf(server.platform.databases.server, org.scope).find({}).limit(count).toArray()) satisfies BillDocument[];
  },

  async collect() {
    globalThis.gc?.();
    return process.memoryUsage.rss();
  },
});
