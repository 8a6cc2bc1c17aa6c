import type { PayBy } from '@tsudoi/shared/contracts/applications/application.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { debitWished, memberLeft } from '@tsudoi/shared/queue/member.messages';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { Completed } from './application-move.service.ts';
import { nameOf } from './application.view.ts';

/** What an approval that was taken back has asked for ends: nothing is drawn from somebody who does not come in, or chose another way. */
export async function takeWishBack(
  platform: Platform,
  scope: OrgScope,
  { _id, memberId }: Completed,
  by: string,
  session: ClientSession,
): Promise<void> {
  const left = { memberId, leftAt: platform.clock.now().toISOString() };
  await insertOutbox(platform.databases.server, [outboxRow(memberLeft, scope.orgId, left, _id, platform.clock)], session);
  await platform.hooks.dropCardWish(scope, { memberId, by }, session);
}

/**
 * The approval gives the wish of the form, from the day on which its owner is in. What an approval before has given stands, unless a
 * correction chose another way since: then that wish ends with this one in its place (docs/decisions/0080).
 */
export async function giveWish(
  platform: Platform,
  scope: OrgScope,
  moved: Completed,
  { given, from }: { readonly given: PayBy; readonly from: JstDate },
  session: ClientSession,
): Promise<void> {
  const { _id, memberId, payBy = 'self' } = moved;
  if (payBy === given) return;
  const by = nameOf(moved);
  if (given !== 'self') await takeWishBack(platform, scope, moved, by, session);
  if (payBy === 'direct_debit') {
    const wish = { memberId, wishedAt: platform.clock.now().toISOString() };
    await insertOutbox(platform.databases.server, [outboxRow(debitWished, scope.orgId, wish, _id, platform.clock)], session);
  }
  if (payBy === 'card') await platform.hooks.wishCard(scope, { memberId, by, from }, session);
}
