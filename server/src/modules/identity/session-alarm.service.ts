import { MemberId, UserId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { sessionEndedMail } from './identity.mail.ts';
import { findAccountBy } from './member-account.repository.ts';
import { findUser } from './org-user.repository.ts';
import { type SessionDocument, revoke } from './session.repository.ts';

async function holderOf(platform: Platform, scope: OrgScope, { audience, subjectId }: SessionDocument) {
  if (audience === 'admin') {
    const user = await findUser(scope, UserId.parse(subjectId));
    return user && { to: user.email, name: `${user.familyName} ${user.givenName}`, honorific: '様' };
  }
  const memberId = MemberId.parse(subjectId);
  const [account, card] = [await findAccountBy(scope, { memberId }), await platform.hooks.memberCard(scope, memberId)];
  if (!account?.loginEmail || !card) return null;
  return { to: account.loginEmail, name: `${card.familyName} ${card.givenName}`, honorific: card.honorific };
}

/** A used refresh token came again: the session ends, once, and the mail to its owner leaves in the same transaction (T35). */
export async function endStolenSession(platform: Platform, scope: OrgScope, stolen: SessionDocument): Promise<void> {
  const { server: db, client } = platform.databases;
  const organization = await findOrganization(scope);
  const holder = await holderOf(platform, scope, stolen);
  await inTransaction(client, async (session) => {
    const which = { sessionId: stolen._id, subjectId: stolen.subjectId };
    if ((await revoke(db, scope, which, platform.clock.realNow(), session)) === 0 || !holder) return;
    const link = `${platform.env.PUBLIC_URL}/${organization.slug}/${stolen.audience}/login`;
    const draft = sessionEndedMail({ ...holder, organizationName: organization.name, device: stolen.device, link, key: stolen._id });
    await enqueueMail(db, scope, draft, platform.clock.now(), session);
  });
  platform.nudgeMail();
  platform.log.warn(
    { sessionId: stolen._id, orgId: scope.orgId, security: true },
    'a used refresh token came again; the session was ended',
  );
}
