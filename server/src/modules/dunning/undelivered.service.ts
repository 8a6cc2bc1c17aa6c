import { DunningNoticeId, newDunningNoticeId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { MailRow } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { findMembers } from '../members/members.public.ts';
import { type DunningNoticeDocument, dunningMailKey, findNotices, insertNotices, noticesOfMembers } from './dunning-notice.repository.ts';
import { outdated } from './dunning-notice.service.ts';

/** The same round by post; in words of the round, whatever became of the settings. */
const asLetter = (notice: DunningNoticeDocument): DunningNoticeDocument => ({
  ...notice,
  ...notice.letter,
  _id: newDunningNoticeId(),
  channel: 'letter',
  letter: null,
  state: 'waiting',
});

/**
 * Hook of the sender, in the transaction that gives a mail up: what was to be said waits for the post instead. Nothing where
 * a letter of the round goes anyway, where there is no address to write to, and where something was paid meanwhile.
 */
export async function letterForUndelivered(platform: Platform, mail: MailRow, session: ClientSession): Promise<void> {
  const db = platform.databases.server;
  const scope = mintOrgScope(mail.orgId);
  const noticeId = DunningNoticeId.safeParse(mail.idempotencyKey.slice(dunningMailKey('').length)).data;
  const [notice] = noticeId ? await findNotices(db, scope, [noticeId], session) : [];
  if (!notice || notice.state !== 'mailed') return;
  const [member] = await findMembers(scope, [notice.memberId], session);
  if (!member || member.address === '' || member.status === 'deceased') return;
  const others = (await noticesOfMembers(db, scope, [notice.memberId], session)).get(notice.memberId) ?? [];
  if (others.some(({ channel, jobId, stageKey }) => channel === 'letter' && jobId === notice.jobId && stageKey === notice.stageKey)) return;
  if ((await outdated(platform, scope, [notice], session)).length > 0) return;
  await insertNotices(db, scope, [asLetter(notice)], session);
}
