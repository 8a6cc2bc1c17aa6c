import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { MandateForm } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { type BillId, type MemberId, type OrgId, newBillId, newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { commonLetters } from '@tsudoi/shared/kernel/zengin-kana';
import { payableOpened } from '@tsudoi/shared/queue/billing.messages';
import { createLog } from '@tsudoi/shared/service/log';
import { createMetrics } from '@tsudoi/shared/service/metrics';
import { runMigrations } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { outboxOf } from '@tsudoi/shared/service/outbox';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { migrations } from '../src/app/migrations.ts';
import { type DebitRow, readDebitFile, writeDebitFile } from '../src/connectors/bank-files/debit-file.ts';
import { createConnectors } from '../src/connectors/registry.ts';
import { openPayables } from '../src/payables/payable.repository.ts';
import { readPaymentsEnv } from '../src/platform/environment.ts';
import type { Platform } from '../src/platform/platform.ts';
import { collectionsOf } from '../src/debits/collection-list.service.ts';
import { collect } from '../src/debits/collection.service.ts';
import { approveContract, saveContract } from '../src/debits/debit-contract.service.ts';
import { debitFile } from '../src/debits/debit-file.service.ts';
import { resumeResults } from '../src/debits/debit-result-apply.service.ts';
import { uploadResult } from '../src/debits/debit-result.service.ts';
import { runDebits } from '../src/debits/debit.jobs.ts';
import { moveMandate, registerMandate } from '../src/debits/mandate.service.ts';
import type { Rig } from './rig.ts';

let database: TestDatabase;
/** The service without listeners, on a database of its own and a clock that a test moves. */
export let platform: Platform;
const firstNow = '2026-05-20T03:00:00Z';
let now = new Date(firstNow);
export const connectors = createConnectors(() => 'http://127.0.0.1:9');

export function setNow(iso: string): void {
  now = new Date(iso);
}

export const closeDesk = (): Promise<void> => database.drop();

export async function openDesk(): Promise<void> {
  // The clock of the file before may have been left anywhere.
  setNow(firstNow);
  database = await testDatabase('plain', 'emptied');
  await runMigrations(database.databases.payments, migrations, () => new Date());
  const none = () => undefined;
  platform = {
    env: readPaymentsEnv({
      NODE_ENV: 'test',
      MONGODB_URI: database.uri,
      DATABASE_PREFIX: database.prefix,
      LOG_LEVEL: 'silent',
      SERVICE_SECRET: randomBytes(24).toString('hex'),
      PORT: '0',
      INTERNAL_PORT: '0',
      PUBLIC_URL: 'http://127.0.0.1:1',
      SECRETS_KEY: randomBytes(32).toString('hex'),
    }),
    clock: { now: () => now, today: () => jstDateOf(now), realNow: () => new Date() },
    log: createLog('payments-service', 'silent'),
    metrics: createMetrics('payments-service'),
    databases: database.databases,
    nudgeInbox: none,
    nudgeHints: none,
    drainQueue: () => Promise.resolve(),
    nudgeInquiries: none,
    nudgeSettlements: () => undefined,
    nudgeOutbox: none,
  };
}

export const contract = {
  consignorCode: '1234567890',
  consignorName: 'シノノメ学会'.replace('学会', 'ガツカイ'),
  bankCode: '0005',
  bankName: 'ミツビシUFJ',
  branchCode: '202',
  branchName: 'ホンテン',
  accountKind: 'ordinary' as const,
  accountNumber: '12345',
  debitDay: 26,
  leadDays: 0,
  letters: commonLetters,
};
export const account: MandateForm = {
  at: 'bank',
  bankCode: '0009',
  bankName: 'ミツイスミトモ',
  branchCode: '101',
  branchName: 'シンジュク',
  accountKind: 'ordinary',
  accountNumber: '45678',
  symbol: '',
  number: '',
  holder: 'やまだ　たろう',
};

interface Debtor {
  readonly memberId: MemberId;
  readonly bills: readonly { readonly payableId: BillId; readonly amount: number }[];
}

/** An organisation that draws on the 26th, and members with an active mandate who owe what is named. */
export async function organization(...owed: (readonly number[])[]): Promise<{ scope: OrgScope; debtors: Debtor[] }> {
  const scope = mintOrgScope(newOrgId());
  await saveContract(platform, scope, { ...contract, version: 0 });
  await approveContract(platform, scope, 1);
  const debtors: Debtor[] = [];
  for (const amounts of owed) {
    const memberId = newMemberId();
    const bills = amounts.map((amount) => ({ payableId: newBillId(), amount }));
    await activeMandate(scope, memberId);
    const facts = { memberId, memberNumber: '1', memberKana: 'ヤマダ', dueOn: '2026-05-31' };
    if (bills.length > 0)
      await openPayables(
        database.databases.payments,
        scope,
        payableOpened.payload.parse({ payables: bills.map((bill) => ({ ...bill, ...facts })) }).payables,
      );
    debtors.push({ memberId, bills });
  }
  return { scope, debtors };
}

export async function activeMandate(scope: OrgScope, memberId: MemberId) {
  const { mandateId, version } = await registerMandate(platform, scope, memberId, account);
  return moveMandate(platform, scope, { mandateId, to: 'active', version });
}

/** An organisation of the running service whose direct debit is open, and a member who lets it draw. */
export async function mandateAt({ call }: Pick<Rig, 'call'>, orgId: OrgId, memberId: MemberId) {
  await call(orgId, 'debits.saveContract', { ...contract, version: 0 });
  await call(orgId, 'debits.approveContract', { version: 1 });
  const { mandateId, version } = await call(orgId, 'debits.registerMandate', { memberId, account });
  return call(orgId, 'debits.moveMandate', { mandateId, to: 'active', version });
}

/** What the server answers to every part of a collection. */
export async function answer(scope: OrgScope, debtors: readonly Debtor[]): Promise<void> {
  const asked = await outboxOf(database.databases.payments).find({ orgId: scope.orgId, name: 'payments.debit.due' }).toArray();
  for (const { payload } of asked) {
    const { collectionId, part, mandates } = payload as {
      collectionId: never;
      part: number;
      mandates: { mandateId: never; memberId: MemberId }[];
    };
    const claims = mandates.flatMap(({ mandateId, memberId }) => {
      const lines = debtors.find((debtor) => debtor.memberId === memberId)?.bills ?? [];
      return lines.length === 0
        ? []
        : [{ mandateId, memberId, lines: lines.map(({ payableId, amount }) => ({ payableId, amount: yen(amount) as never })) }];
    });
    await collect(platform, connectors, scope, { collectionId, part, claims });
  }
}

export async function runJobs(): Promise<void> {
  await resumeResults(platform, connectors);
  await runDebits(platform);
}

export const upload = (scope: OrgScope, packed: string, on = platform) => uploadResult(on, connectors, scope, packed);

export async function made(scope: OrgScope, debtors: readonly Debtor[]) {
  setNow('2026-05-26T00:30:00Z');
  await runJobs();
  await answer(scope, debtors);
  const [collection] = await collectionsOf(platform, scope);
  const file = Buffer.from((await debitFile(platform, scope, collection!.collectionId)).base64, 'base64');
  const read = readDebitFile(file);
  if (read.outcome !== 'read') throw new Error(read.problem);
  return { collectionId: collection!.collectionId, file, read };
}

type Read = Awaited<ReturnType<typeof made>>['read'];

/** The bank's answer: the request with a code for each row, summed up in its trailer. */
export function resultOf({ header, rows }: Read, codes: readonly string[], changes: Partial<DebitRow> = {}): string {
  const answered = rows.map((row, at) => ({ ...row, ...changes, result: codes[at]! }));
  const some = (paid: boolean) => answered.filter(({ result }) => (result === '0') === paid);
  const sum = (list: readonly DebitRow[]) => yen(list.reduce((total, { amount }) => total + amount, 0));
  const outcome = {
    doneCount: some(true).length,
    doneAmount: sum(some(true)),
    failedCount: some(false).length,
    failedAmount: sum(some(false)),
  };
  return gzipSync(writeDebitFile(header, answered, outcome)).toString('base64');
}

export const told = (orgId: OrgId, name: string) => outboxOf(database.databases.payments).find({ orgId, name }).toArray();
