import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { couldJoinOn, findMember } from '../members/members.public.ts';
import { admit } from './application-decision.service.ts';
import { applicationsThatPayAhead, findApplication } from './application.repository.ts';
import { findJoiningSettings } from './joining-settings.repository.ts';

const actor = { kind: 'system', name: 'joining' } as const;

/** Admits whoever has paid ahead where the office wants no look at it (domain.md 3.3). One that fails does not keep the others. */
export async function admitPaid(platform: Platform): Promise<void> {
  const db = platform.databases.server;
  for (const { _id, orgId } of await applicationsThatPayAhead(db)) {
    const scope = mintOrgScope(orgId);
    try {
      if ((await findJoiningSettings(db, scope)).approval !== 'automatic') continue;
      const fee = await platform.hooks.joiningFeeOf(scope, _id);
      if (fee?.status !== 'paid' && fee?.status !== 'overpaid') continue;
      await inTransaction(platform.databases.client, async (session) => {
        const application = await findApplication(db, scope, _id, session);
        const today = platform.clock.today();
        if (application?.state !== 'submitted' || !application.memberId) return;
        if (couldJoinOn(await findMember(scope, application.memberId, session), today))
          await admit(platform, scope, actor, application, today, session);
      });
      platform.nudgeMail();
    } catch (err) {
      platform.log.error({ err, applicationId: _id }, 'somebody who has paid could not be admitted and is tried again later');
    }
  }
}

/** Money comes at any time of the day. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define('applications.admit-paid', () => admitPaid(platform));
  await scheduler.every('1 minute', 'applications.admit-paid');
}
