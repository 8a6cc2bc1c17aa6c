import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor, MemberActor, UserActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, billOpenedMail, billRenewal } from '../billing/billing.public.ts';
import { billingAddressOf, titlesOf } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { holdType } from './renewal-settings.repository.ts';
import { type Standing, comingFrom, standingOf, tooEarly } from './renewal-standing.service.ts';
import { saveRenewal } from './renewal.repository.ts';
import { refused } from './term-entry.service.ts';

/** Days that somebody has at least to pay. */
const daysToPay = 14;

/**
 * The bill for the member's next term, made in the caller's transaction; the one that is there where there is one, so that a
 * term is billed once whoever asks and however often. @throws DomainError RENEWAL_REFUSED
 */
export async function billInTransaction(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  standing: Standing,
  byCard: boolean,
  session: ClientSession,
): Promise<BillDocument> {
  const { member, settings, through, renewal, bill } = standing;
  if (bill) return bill;
  const today = platform.clock.today();
  // Two first renewals at once meet at this row: a key that neither has written yet holds neither of them.
  await holdType(platform.databases.server, scope, member.membershipTypeId, session);
  const earliest = addDays(today, daysToPay);
  const dueOn = through !== null && through > earliest ? through : earliest;
  const { kind, months, graceDays } = settings;
  const asked = { member, from: comingFrom(standing, today), kind, months, renewalId: renewal._id, dueOn };
  const made = await billRenewal(platform, scope, actor, asked, session);
  const billed = { on: today, billId: made._id, kind, months, graceDays, byCard };
  await saveRenewal(platform.databases.server, scope, renewal, { billed, outcome: null }, session);
  return made;
}

/** Whoever did not press the button themselves hears of their bill. */
async function tell(platform: Platform, scope: OrgScope, { member }: Standing, bill: BillDocument, session: ClientSession): Promise<void> {
  const to = billingAddressOf(member);
  if (to === '') return;
  const [organization, titleOf] = await Promise.all([findOrganization(scope), titlesOf(scope)]);
  const addressee = { to, honorific: titleOf(member) };
  const mail = billOpenedMail(addressee, organization, bill, platform.env.PUBLIC_URL);
  await enqueueMail(platform.databases.server, scope, mail, platform.clock.now(), session);
}

async function renewFor(platform: Platform, scope: OrgScope, actor: UserActor | MemberActor, memberId: MemberId): Promise<BillId> {
  const make = () =>
    inTransaction(platform.databases.client, async (session) => {
      const standing = await standingOf(platform, scope, memberId, session);
      const why = standing.bill ? null : tooEarly(standing, platform.clock.today());
      if (why !== null) throw refused(why);
      const bill = await billInTransaction(platform, scope, actor, standing, false, session);
      if (standing.bill === null && actor.kind === 'user') await tell(platform, scope, standing, bill, session);
      return bill._id;
    });
  // Somebody else made it at the same moment: the second look finds it.
  const billId = await make().catch((error: unknown) => {
    if (isDuplicateKey(error)) return make();
    throw error;
  });
  platform.nudgeOutbox();
  platform.nudgeMail();
  return billId;
}

/** 更新する on My Page. @throws DomainError RENEWAL_REFUSED */
export const renewMyself = (platform: Platform, actor: MemberActor): Promise<BillId> =>
  renewFor(platform, actor.scope, actor, actor.memberId);

/** The same by the office, e.g. for whoever pays at the desk. @throws DomainError NOT_FOUND, RENEWAL_REFUSED */
export const renewByOffice = (platform: Platform, actor: UserActor, memberId: MemberId): Promise<BillId> =>
  renewFor(platform, actor.scope, actor, memberId);
