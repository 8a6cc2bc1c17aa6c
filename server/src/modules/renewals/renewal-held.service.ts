import type { RenewalHold } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { type MailRow, enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { settingsKeepers } from '../identity/identity.public.ts';
import { type MemberDocument, awaitNumbers, findMembers } from '../members/members.public.ts';
import { type OrganizationDocument, findOrganization } from '../organizations/organizations.public.ts';
import { heldMail, noticeOfKey } from './renewal.mail.ts';
import { findRenewal, saveRenewal } from './renewal.repository.ts';

/** A renewal that does not go on, of which the office is told today. */
export interface Held {
  readonly why: RenewalHold;
  readonly member: Pick<MemberDocument, 'memberNumber' | 'status' | 'nextStatusOn'>;
}

/** With what their number is called. */
async function numbered(platform: Platform, scope: OrgScope, held: readonly Held[], session?: ClientSession) {
  const awaiting = await awaitNumbers(
    platform,
    scope,
    held.map(({ member }) => member),
    session,
  );
  return held.map(({ why, member }) => ({ why, memberNumber: member.memberNumber, awaitsNumber: awaiting.has(member) }));
}

/** One mail for all of a day. The same members again, after a round that was killed, are the same mail. */
export async function tellOfHeld(
  platform: Platform,
  scope: OrgScope,
  organization: OrganizationDocument,
  held: readonly Held[],
): Promise<void> {
  if (held.length === 0) return;
  const key = `held:${platform.clock.today()}:${held.length}`;
  const told = await numbered(platform, scope, held);
  for (const keeper of await settingsKeepers(platform, scope)) {
    const mail = heldMail(organization, platform.env.PUBLIC_URL, keeper, told, key);
    await enqueueMail(platform.databases.server, scope, mail, platform.clock.now());
  }
}

/**
 * Hook of the sender, in the transaction that gives a mail up: a notice that did not arrive has told nobody. It goes once more
 * before anything is charged, and the office hears of it once a renewal.
 */
export async function renewalNoticeGivenUp(platform: Platform, mail: MailRow, session: ClientSession): Promise<void> {
  const notice = noticeOfKey(mail.idempotencyKey);
  if (!notice) return;
  const scope = mintOrgScope(mail.orgId);
  const db = platform.databases.server;
  const renewal = await findRenewal(db, scope, notice.renewalId, session);
  if (renewal?.noticed?.on !== notice.on || renewal.noticed.amount !== notice.amount) return;
  // What is being charged already cannot be told before; the bill and its mails go on.
  if (renewal.billed?.byCard) return;
  const held = { why: 'cannot_tell', on: platform.clock.today() } as const;
  await saveRenewal(db, scope, renewal, { noticed: null, held }, session);
  const [member] = await findMembers(scope, [renewal.memberId], session);
  if (!member) return;
  const organization = await findOrganization(scope, session);
  const told = await numbered(platform, scope, [{ why: held.why, member }], session);
  for (const keeper of await settingsKeepers(platform, scope)) {
    const news = heldMail(organization, platform.env.PUBLIC_URL, keeper, told, `untold:${renewal._id}`);
    await enqueueMail(db, scope, news, platform.clock.now(), session);
  }
}
