import type { MailId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { type MailRow, goesWhileSuspended } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { isSuspended, standingsOf } from '../organizations/organizations.public.ts';
import { wakeWaiting } from './mail.repository.ts';

/** Looked at again after that, so that nothing waits for ever where nobody woke it. */
export const holdMs = 10 * 60_000;

/** Of mails that are about to go, those that wait until their organisation goes on (domain.md 3.1). */
export async function heldMails(mails: readonly MailRow[]): Promise<Set<MailId>> {
  const mayWait = mails.filter(({ purpose }) => !goesWhileSuspended.has(purpose));
  const standings = await standingsOf([...new Set(mayWait.map(({ orgId }) => orgId))]);
  const suspended = new Set(standings.filter(isSuspended).map(({ _id }) => _id));
  return new Set(mayWait.filter(({ orgId }) => suspended.has(orgId)).map(({ _id }) => _id));
}

/** It goes on: what was held goes now. */
export async function releaseHeldMails(platform: Platform, scope: OrgScope): Promise<void> {
  await wakeWaiting(platform.databases.server, scope, platform.clock.realNow());
  platform.nudgeMail();
}
