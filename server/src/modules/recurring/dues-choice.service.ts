import type { DuesOffer, MyDuesCard } from '@tsudoi/shared/contracts/recurring/dues-card.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import { bouncingAmong } from '../../platform/bounced-addresses.ts';
import { ifAnswered, paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { factsOf, openBillsByMember, outstandingYen } from '../billing/billing.public.ts';
import { type MemberDocument, findMember, mailAddressOf } from '../members/members.public.ts';
import { chargeDayOf, isDues, isHere, wayOfDues } from './card-wish.rules.ts';
import { isWished, myDuesCard, sayDues } from './card-wish.service.ts';
import { beginDues } from './dues-card.service.ts';

/** Whether a mail would reach somebody, as far as is known. */
async function isReached({ databases }: Platform, scope: OrgScope, member: MemberDocument): Promise<boolean> {
  const to = mailAddressOf(member);
  return to !== '' && !(await bouncingAmong(databases.server, scope, [to])).has(to);
}

/** What a member is told before they choose: whether a charge could be told to them, and what becomes of the dues that are open. */
export async function duesOffer(platform: Platform, { scope, memberId }: MemberActor): Promise<z.output<typeof DuesOffer>> {
  const member = await findMember(scope, memberId);
  const open = (await openBillsByMember(platform.databases.server, scope, [memberId])).get(memberId) ?? [];
  const [now, today] = [platform.clock.now(), platform.clock.today()];
  const openBills = open
    .filter(isDues)
    .toSorted((left, right) => left.dueOn.localeCompare(right.dueOn))
    .map((bill) => {
      const way = wayOfDues(bill, now);
      const { _id: billId, billName, dueOn } = bill;
      return {
        billId,
        billName,
        outstanding: outstandingYen(factsOf(bill)),
        way,
        chargeOn: way === 'card' ? chargeDayOf(dueOn, today) : null,
      };
    });
  return { isReached: await isReached(platform, scope, member), openBills };
}

/** @throws DomainError MEMBERSHIP_ENDED, CARD_NEEDS_MAIL, METHOD_NOT_AVAILABLE, PROVIDER_UNAVAILABLE */
async function choose(platform: Platform, actor: MemberActor): Promise<void> {
  const { scope, memberId } = actor;
  const member = await findMember(scope, memberId);
  if (!isHere(member)) throw new DomainError('MEMBERSHIP_ENDED');
  // The card is asked for, and each charge is told, by mail.
  if (!(await isReached(platform, scope, member))) throw new DomainError('CARD_NEEDS_MAIL');
  const { offered } = await paymentsClient(platform, scope).call('cards.offered', {});
  if (!offered) throw new DomainError('METHOD_NOT_AVAILABLE');
  await inTransaction(platform.databases.client, (session) => sayDues(platform, actor, true, session));
}

/**
 * The member pays their dues by card from now on, by their own word alone (docs/decisions/0099). With a card that is there open dues are
 * handed over at once; else the answer says that one is to be entered. Said twice, it is said once.
 * @throws DomainError NOT_FOUND, MEMBERSHIP_ENDED, CARD_NEEDS_MAIL, METHOD_NOT_AVAILABLE, PROVIDER_UNAVAILABLE
 */
export async function chooseDues(platform: Platform, actor: MemberActor): Promise<z.output<typeof MyDuesCard>> {
  const { scope, memberId } = actor;
  if (!(await isWished(platform, scope, memberId))) await choose(platform, actor);
  // What cannot be asked just now is handed over by the hourly look.
  await ifAnswered(beginDues(platform, scope, [memberId]));
  return myDuesCard(platform, actor);
}
