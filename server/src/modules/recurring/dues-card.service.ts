import type { SavedCardView } from '@tsudoi/shared/contracts/payments/card.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { bouncingAmong } from '../../platform/bounced-addresses.ts';
import { type MailRow, enqueueMail } from '../../platform/mail-outbox.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, factsOf, getBill, openBillsByMember, outstandingYen } from '../billing/billing.public.ts';
import { findMembers, mailAddressOf, titlesOf } from '../members/members.public.ts';
import { type OrganizationDocument, findOrganization, goesOn } from '../organizations/organizations.public.ts';
import { everyWish, newestWishes } from './card-wish.repository.ts';
import { chargeDayOf, isDues, isHere, lastsUntil, wayOfDues, wishesCard } from './card-wish.rules.ts';
import { isWished, offersCard } from './card-wish.service.ts';
import { findCollection } from './collection.repository.ts';
import { startCollection, stopCollection } from './collection.service.ts';
import { billOfNotice, duesNoticeMail } from './dues-card.mail.ts';

/** Hands one bill to its collection and tells the member, in one transaction: looked at twice, it is handed over once. */
async function collectDues(
  platform: Platform,
  scope: OrgScope,
  organization: OrganizationDocument,
  { _id: billId, memberId }: BillDocument,
  { card, ...addressee }: { readonly card: SavedCardView; readonly to: string; readonly honorific: string },
): Promise<void> {
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    // What was tried before, or stopped, is not begun anew.
    if (await findCollection(db, scope, billId, session)) return;
    if (!(await isWished(platform, scope, memberId, session))) return;
    const bill = await getBill(db, scope, billId, session);
    const on = chargeDayOf(bill.dueOn, platform.clock.today());
    const wanted = { billId, memberId, source: { kind: 'dues', id: memberId }, firstTryOn: on } as const;
    if (!(await startCollection(platform, scope, wanted, session))) return;
    const { PUBLIC_URL: publicUrl } = platform.env;
    const notice = { ...addressee, organization, bill, amount: outstandingYen(factsOf(bill)), on, lastFour: card.lastFour, publicUrl };
    await enqueueMail(db, scope, duesNoticeMail(notice), platform.clock.now(), session);
  });
}

/**
 * The open dues of members who chose a card and have left one are collected by themselves, each on the day it falls due (BIL-18).
 * Who has entered no card, or whom no mail would tell, pays themselves. @throws DomainError PROVIDER_UNAVAILABLE
 */
export async function beginDues(platform: Platform, scope: OrgScope, memberIds: readonly MemberId[]): Promise<void> {
  const db = platform.databases.server;
  const wishes = await newestWishes(db, scope, memberIds);
  if (wishes.size === 0) return;
  const organization = await findOrganization(scope);
  if (!goesOn(organization)) return;
  const today = platform.clock.today();
  const members = (await findMembers(scope, [...wishes.keys()])).filter(
    (member) => isHere(member) && wishesCard(wishes.get(member._id), member.statusEntries, today),
  );
  const open = await openBillsByMember(
    db,
    scope,
    members.map(({ _id }) => _id),
  );
  const now = platform.clock.now();
  const isLeft = (bill: BillDocument) => isDues(bill) && wayOfDues(bill, now) === 'card';
  const owing = members.filter(({ _id }) => open.get(_id)?.some(isLeft));
  if (owing.length === 0 || (await offersCard(platform, scope)) !== true) return;
  const found = await paymentsClient(platform, scope).call('cards.ofMembers', { memberIds: owing.map(({ _id }) => _id) });
  const cards = new Map(found.filter(({ state }) => state === 'active').map((card) => [card.memberId, card]));
  const [bouncing, titleOf] = await Promise.all([bouncingAmong(db, scope, owing.map(mailAddressOf)), titlesOf(scope)]);
  for (const member of owing) {
    const card = cards.get(member._id);
    const to = mailAddressOf(member);
    if (!card || to === '' || bouncing.has(to)) continue;
    const told = { card, to, honorific: titleOf(member) };
    // Nobody is told of a charge to a card that ends before: the bill waits for another one, and the next look takes it up with that.
    const isLasting = (bill: BillDocument) => lastsUntil(card, chargeDayOf(bill.dueOn, today));
    for (const bill of (open.get(member._id) ?? []).filter((one) => isLeft(one) && isLasting(one)))
      await collectDues(platform, scope, organization, bill, told);
  }
  platform.nudgeMail();
}

/** The same for everybody who has ever chosen a card; what cannot be asked for one organisation waits for the next look. */
export async function tendDues(platform: Platform): Promise<void> {
  for await (const batch of everyWish(platform.databases.server)) {
    for (const orgId of new Set(batch.map((wish) => wish.orgId))) {
      const memberIds = new Set(batch.filter((wish) => wish.orgId === orgId).map(({ memberId }) => memberId));
      try {
        await beginDues(platform, mintOrgScope(orgId), [...memberIds]);
      } catch (err) {
        platform.log.warn({ err, orgId }, 'dues could not be handed to the cards of members and wait for the next look');
      }
    }
  }
}

/** Hook of the sender, in the transaction that gives a mail up: what nobody was told of is not charged, and is the member's to pay. */
export async function duesNoticeGivenUp(platform: Platform, mail: MailRow, session: ClientSession): Promise<void> {
  const billId = billOfNotice(mail.idempotencyKey);
  if (!billId) return;
  const scope = mintOrgScope(mail.orgId);
  const collection = await findCollection(platform.databases.server, scope, billId, session);
  // What is being charged already cannot be told before; its mails go on.
  if (collection?.tries.length === 0) await stopCollection(platform, scope, billId, session);
}
