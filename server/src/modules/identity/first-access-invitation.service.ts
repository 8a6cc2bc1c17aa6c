import type {
  InviteMembersOutput,
  MemberToInvite,
  MembersToInviteInput,
  MembersToInviteOutput,
} from '@tsudoi/shared/contracts/identity/first-access-invitation.contract';
import type { ProvisionalPair } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf, partsOfDate } from '@tsudoi/shared/kernel/jst';
import { hasReading } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMails } from '../../platform/mail-outbox.ts';
import type { MemberCard, Platform } from '../../platform/platform.ts';
import { recordAudits } from '../audit/audit.public.ts';
import { type OrganizationDocument, findOrganization } from '../organizations/organizations.public.ts';
import { drawPair } from './account.service.ts';
import { firstAccessLettersPdf } from './first-access-letter.document.ts';
import { provisionalMail } from './identity.mail.ts';
import { accountsOf, accountsWaiting, changeAccount } from './member-account.repository.ts';

type Pair = z.output<typeof ProvisionalPair>;
interface Invited {
  readonly card: MemberCard;
  readonly pair: Pair;
}

const nameOf = (card: MemberCard): string => `${card.familyName} ${card.givenName}`;

/** A page, how many accounts are read at once for it, and how many at the most. */
const invitationPage = { rows: 100, batch: 500, looks: 10_000 } as const;

/**
 * Members who may log in and have no password of their own yet. Accounts of others may stand before them by the thousand
 * (who has left, bodies while their My Page is closed), so it reads on until a page is full; a request has an end all the
 * same, and then says from where the next one goes on.
 */
export async function membersToInvite(
  platform: Platform,
  scope: OrgScope,
  { view, mail, cursor }: z.output<typeof MembersToInviteInput>,
  most: Readonly<Record<keyof typeof invitationPage, number>> = invitationPage,
): Promise<z.input<typeof MembersToInviteOutput>> {
  const rows: z.input<typeof MemberToInvite>[] = [];
  let next = cursor ?? null;
  for (let looked = 0; looked < most.looks; looked += most.batch) {
    const accounts = await accountsWaiting(scope, view === 'none' ? 'none' : 'provisional_issued', next, most.batch);
    const cards = await platform.hooks.memberCards(
      scope,
      accounts.map((account) => account.memberId),
    );
    const cardOf = new Map(cards.map((card) => [card.memberId, card]));
    for (const { _id, memberId, provisionalExpiresAt } of accounts) {
      if (rows.length === most.rows) return { rows, next };
      next = _id;
      const card = cardOf.get(memberId);
      if (!card?.mayLogIn || (mail !== 'all' && (card.contactEmail !== '') !== (mail === 'with'))) continue;
      const { memberNumber, familyName, givenName, membershipTypeName, contactEmail } = card;
      const expiresAt = provisionalExpiresAt?.toISOString() ?? null;
      const shown = { memberId, memberNumber, familyName, givenName, membershipTypeName, contactEmail };
      rows.push({ ...shown, hasReading: hasReading(card), expiresAt });
    }
    if (accounts.length < most.batch) return { rows, next: null };
  }
  return { rows, next };
}

/**
 * Whom a letter or a mail may go to: of this organisation, allowed to log in, without a password of their own, and with the
 * reading that the first access will ask for.
 */
async function invitable(platform: Platform, scope: OrgScope, memberIds: readonly MemberId[]) {
  const accounts = await accountsOf(scope, memberIds);
  const cards = await platform.hooks.memberCards(scope, [...new Set(memberIds)]);
  if (cards.length < new Set(memberIds).size) throw new DomainError('NOT_FOUND');
  return cards.flatMap((card) => {
    const account = accounts.find((one) => one.memberId === card.memberId);
    const waits = account && card.mayLogIn && (account.state === 'none' || account.state === 'provisional_issued');
    return waits && hasReading(card) ? [{ card, account }] : [];
  });
}

/** A fresh pair each; pairs handed out before die. */
async function issueAll(
  platform: Platform,
  actor: UserActor,
  people: Awaited<ReturnType<typeof invitable>>,
  session: ClientSession,
): Promise<Invited[]> {
  const issued: Invited[] = [];
  for (const { card, account } of people) {
    const { kept, pair } = drawPair(platform, card.memberId);
    await changeAccount(actor.scope, account._id, kept, session);
    issued.push({ card, pair });
  }
  const notes = issued.map(({ card }) => ({
    action: 'account.provisional' as const,
    subjectKind: 'member',
    subjectId: card.memberId,
    subjectName: nameOf(card),
    fields: [],
  }));
  await recordAudits(platform, actor.scope, actor, notes, session);
  return issued;
}

/** Mails pairs to those of them who have an address. @throws DomainError NOT_FOUND */
export async function mailFirstAccess(
  platform: Platform,
  actor: UserActor,
  memberIds: readonly MemberId[],
): Promise<z.input<typeof InviteMembersOutput>> {
  const people = (await invitable(platform, actor.scope, memberIds)).filter(({ card }) => card.contactEmail !== '');
  const organization = await findOrganization(actor.scope);
  await inTransaction(platform.databases.client, async (session) => {
    const issued = await issueAll(platform, actor, people, session);
    const drafts = issued.map(({ card, pair }) =>
      provisionalMail({
        to: card.contactEmail,
        memberId: card.memberId,
        memberName: nameOf(card),
        honorific: card.honorific,
        organizationName: organization.name,
        link: addressOf(platform, organization),
        provisionalId: pair.provisionalId,
        provisionalPassword: pair.provisionalPassword,
        expiresOn: jstDateOf(new Date(pair.expiresAt)).replaceAll('-', '/'),
      }),
    );
    await enqueueMails(platform.databases.server, actor.scope, drafts, platform.clock.now(), session);
  });
  platform.nudgeMail();
  return { mailed: people.length, skipped: new Set(memberIds).size - people.length };
}

const addressOf = (platform: Platform, organization: OrganizationDocument): string => `${platform.env.PUBLIC_URL}/${organization.slug}`;

/**
 * Letters to be printed, one sheet a member, with fresh pairs: made now or never, since only hashes are kept.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION when nobody of them waits for one
 */
export async function printFirstAccess(platform: Platform, actor: UserActor, memberIds: readonly MemberId[]): Promise<Buffer> {
  const people = await invitable(platform, actor.scope, memberIds);
  if (people.length === 0) throw new DomainError('INVALID_TRANSITION');
  const organization = await findOrganization(actor.scope);
  const issued = await inTransaction(platform.databases.client, (session) => issueAll(platform, actor, people, session));
  const awaiting = await platform.hooks.awaitNumbers(
    actor.scope,
    issued.map(({ card }) => card),
  );
  const letters = issued.map(({ card, pair }) => {
    const { year, month, day } = partsOfDate(jstDateOf(new Date(pair.expiresAt)));
    return {
      name: nameOf(card),
      honorific: card.honorific,
      memberNumber: card.memberNumber,
      awaitsNumber: awaiting.has(card),
      provisionalId: pair.provisionalId,
      provisionalPassword: pair.provisionalPassword,
      expiresOn: `${year}年${month}月${day}日`,
    };
  });
  return firstAccessLettersPdf(letters, {
    organizationName: organization.name,
    contact: [organization.postalAddress, organization.phone === '' ? '' : `電話 ${organization.phone}`, organization.contactEmail].filter(
      (line) => line !== '',
    ),
    address: addressOf(platform, organization),
    createdAt: platform.clock.now(),
  });
}
