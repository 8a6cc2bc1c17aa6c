import { randomUUID } from 'node:crypto';
import { DunningPlanInput } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { type BillId, type MemberId, newChargeId } from '@tsudoi/shared/kernel/ids';
import { addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import type { BillDocument } from '../src/modules/billing/bill.repository.ts';
import type { DunningJobDocument } from '../src/modules/dunning/dunning-job.repository.ts';
import { dunningJob, sendDunning } from '../src/modules/dunning/dunning-job.service.ts';
import type { DunningNoticeDocument } from '../src/modules/dunning/dunning-notice.repository.ts';
import { dunningPlan } from '../src/modules/dunning/dunning-plan.service.ts';
import { dunningSettings, updateDunningSettings } from '../src/modules/dunning/dunning-settings.service.ts';
import { workOnDunningJob } from '../src/modules/dunning/dunning-work.service.ts';
import type { MemberDocument } from '../src/modules/members/member.repository.ts';
import type { MailRow } from '../src/platform/mail-outbox.ts';
import { billNow, openBill } from './billing.factory.ts';
import type { TestOrganization } from './organization.factory.ts';
import type { TestServer } from './server.factory.ts';

/** The office that reminds: its clock, its members and bills, and what it has sent. */
export function dunningDesk(server: TestServer, org: TestOrganization) {
  const db = server.platform.databases.server;
  const own = { orgId: org.scope.orgId };
  return {
    /** Half past an hour of a day in Japan. */
    at: (day: string, hour = 10): void =>
      server.setNow(`${addDays(jstDate(day), hour < 9 ? -1 : 0)}T${String((hour + 15) % 24).padStart(2, '0')}:30:00Z`),
    mails: () =>
      db
        .collection<MailRow>('mails')
        .find({ ...own, purpose: 'dunning' })
        .sort({ createdAt: 1, _id: 1 })
        .toArray(),
    notices: () => db.collection<DunningNoticeDocument>('dunning_notices').find(own).sort({ at: 1, _id: 1 }).toArray(),
    jobs: () => db.collection<DunningJobDocument>('dunning_jobs'),
    plan: (input: object = {}, scope = org.scope) => dunningPlan(server.platform, scope, DunningPlanInput.parse(input)),
    whole: (familyName: string, given: Partial<MemberDocument> = {}) => org.addMember({ familyName, givenName: '一', ...given }),
    /** A confirmed bill, long enough known, due on a day. */
    async bill(memberId: MemberId, dueOn: string, amount = 8000, given: Record<string, unknown> = {}): Promise<BillDocument> {
      const made = await openBill(server, org, memberId, amount);
      await db
        .collection('bills')
        .updateOne({ _id: made._id as never }, { $set: { dueOn, confirmedAt: new Date('2026-04-01T00:00:00Z'), ...given } });
      return billNow(server, made._id);
    },
    setCharge: (billId: BillId, state: string, expiresAt: Date | null = null, method = 'konbini') =>
      db
        .collection('bills')
        .updateOne({ _id: billId as never }, { $set: { charges: [{ chargeId: newChargeId(), sequence: 1, method, state, expiresAt }] } }),
    async automatic(on = true): Promise<void> {
      const { version, ...settings } = await dunningSettings(server.platform, org.scope);
      await updateDunningSettings(server.platform, org.scope, org.owner, { settings: { ...settings, automatic: on }, version });
    },
    /** By hand and at once, as the job would. */
    async sendTo(memberIds: readonly MemberId[]) {
      const { dunningJobId } = await sendDunning(
        server.platform,
        org.owner,
        { memberIds: [...memberIds], idempotencyKey: randomUUID() },
        0,
      );
      await workOnDunningJob(server.platform, org.scope, dunningJobId);
      return dunningJob(server.platform, org.scope, dunningJobId);
    },
  };
}
