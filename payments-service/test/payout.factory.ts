import { randomBytes } from 'node:crypto';
import type { PayoutAccount } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { newChargeId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { commonLetters } from '@tsudoi/shared/kernel/zengin-kana';
import type { Clock } from '@tsudoi/shared/service/clock';
import { type Log, createLog } from '@tsudoi/shared/service/log';
import { runMigrations } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { mintSystemScope } from '@tsudoi/shared/service/system-scope';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { migrations } from '../src/app/migrations.ts';
import { closeMonth } from '../src/payouts/payout-close.service.ts';
import type { PayoutEntryDocument } from '../src/payouts/payout.repository.ts';
import { payoutsOfOrganization } from '../src/payouts/payout.service.ts';
import type { PaymentsEnv } from '../src/platform/environment.ts';
import type { Platform } from '../src/platform/platform.ts';

export let database: TestDatabase;
/** The service without listeners, on a database of its own and a day that a test moves. */
export let platform: Platform;
const firstDay = '2026-05-10';
let day = jstDate(firstDay);
export const operator = mintSystemScope({ operatorId: 'tanaka', name: '運営 田中', reason: 'test' });
export const april = JstMonth.parse('2026-04');
export const account: PayoutAccount = {
  bankCode: '0005',
  bankName: 'ｻﾝﾌﾟﾙ',
  branchCode: '045',
  branchName: 'ﾅｶﾉ',
  kind: 'ordinary',
  accountNumber: '7418529',
  holder: 'ｼﾉﾉﾒｶﾞﾂｶｲ',
};

export function setDay(text: string): void {
  day = jstDate(text);
}

export const closePayoutDesk = (): Promise<void> => database.drop();

export async function openPayoutDesk(): Promise<void> {
  // The day of the file before may have been left anywhere.
  setDay(firstDay);
  database = await testDatabase();
  const now = () => new Date(`${day}T03:00:00Z`);
  const clock: Clock = { now, today: () => day, realNow: now };
  await runMigrations(database.databases.payments, migrations, now);
  const env = {
    SECRETS_KEY: randomBytes(32).toString('hex'),
    PAYOUT_SENDER: { ...account, clientCode: '0000000001', letters: commonLetters },
  } as Partial<PaymentsEnv>;
  platform = { env, clock, databases: database.databases, log: createLog('payments-service', 'silent') as Log } as Platform;
}

export const entries = () => database.databases.payments.collection<PayoutEntryDocument>('payout_entries');

/** Movements as the moves of charges write them. */
export async function movements(scope: OrgScope, rows: readonly [amount: number, bookedOn: string, fee?: number][]): Promise<void> {
  await entries().insertMany(
    rows.map(([amount, bookedOn, fee = 0]) => {
      const chargeId = newChargeId();
      return {
        _id: `${chargeId}#0`,
        orgId: scope.orgId,
        chargeId,
        paymentNumber: '1234567890128',
        method: 'card',
        kind: amount < 0 ? 'returned' : 'money',
        amount: yen(amount),
        fee: yen(fee),
        bookedOn: jstDate(bookedOn),
        payoutId: null,
        carriedBy: [],
        createdAt: platform.clock.now(),
      };
    }),
  );
}

export const organisation = (): OrgScope => mintOrgScope(newOrgId());
export const payoutsOf = async (scope: OrgScope) => (await payoutsOfOrganization(platform, scope)).payouts;

/** A month that is closed, with its payout. */
export async function closed(rows: Parameters<typeof movements>[1] = [[10_000, '2026-04-12', 360]]) {
  const scope = organisation();
  await movements(scope, rows);
  await closeMonth(platform, scope, april);
  const [payout] = await payoutsOf(scope);
  return { scope, payout: payout! };
}
