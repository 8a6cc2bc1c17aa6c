import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { peopleWhoMay } from '../identity/identity.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { type RefundNews, refundMail } from './refund.mail.ts';
import type { RefundOrderDocument } from './refund.repository.ts';

/**
 * Tells of a refund that needs two people, in the transaction of what happened: that it waits, to all who may agree; that it
 * was decided, to whoever asked, if they still may see it. Nobody is told of what they did themselves.
 */
export async function tellOfRefund(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  order: RefundOrderDocument,
  news: RefundNews,
  session: ClientSession,
): Promise<void> {
  const others = (await peopleWhoMay(platform, scope, 'payments.write', session)).filter(({ userId }) => userId !== actor.userId);
  const people = news === 'waits' ? others : others.filter(({ userId }) => userId === order.requestedBy);
  if (people.length === 0) return;
  const { name, slug } = await findOrganization(scope, session);
  for (const person of people) {
    const draft = refundMail({
      to: person.email,
      toName: person.name,
      organizationName: name,
      news,
      amount: order.amount,
      way: order.way,
      by: actor.name,
      link: `${platform.env.PUBLIC_URL}/${slug}/admin/refunds`,
      // Once more for each time that the transfer came back.
      key: [order._id, person.userId, ...(order.cameBack ? [order.cameBack.length] : [])].join(':'),
    });
    await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
  }
}
