import type { CardSetupView, SavedCardView } from '@tsudoi/shared/contracts/payments/card.contract';
import type { MyRecurring, SetUpMyCardOutput } from '@tsudoi/shared/contracts/recurring/recurring.contract';
import type { CardSetupId } from '@tsudoi/shared/kernel/card-ids';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findMember } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { isWished } from './card-wish.service.ts';
import { duesOffer } from './dues-choice.service.ts';
import { plansOfMember } from './plan.repository.ts';
import { planViews } from './plan.view.ts';

async function note(platform: Platform, actor: MemberActor, action: 'card.set_up' | 'card.remove'): Promise<void> {
  const subject = { subjectKind: 'savedCard', subjectId: actor.memberId, subjectName: actor.name } as const;
  await inTransaction(platform.databases.client, (session) =>
    recordAudit(platform, actor.scope, actor, { action, ...subject, fields: [] }, session),
  );
}

/** The card that can be charged, or null. @throws DomainError PROVIDER_UNAVAILABLE */
export async function usableCard(platform: Platform, { scope, memberId }: MemberActor): Promise<SavedCardView | null> {
  const card = await paymentsClient(platform, scope).call('cards.ofMember', { memberId });
  return card?.state === 'active' ? card : null;
}

/** お支払い方法: the registered card and what is paid each month. @throws DomainError PROVIDER_UNAVAILABLE */
export async function myRecurring(platform: Platform, actor: MemberActor): Promise<z.output<typeof MyRecurring>> {
  const { scope, memberId } = actor;
  const payments = paymentsClient(platform, scope);
  const { offered: cardOffered } = await payments.call('cards.offered', {});
  const card = await payments.call('cards.ofMember', { memberId });
  const plans = (await plansOfMember(platform.databases.server, scope, memberId)).filter(({ state }) => state !== 'pending');
  const views = await planViews(platform, scope, plans);
  const paysDues = await isWished(platform, scope, memberId);
  return {
    cardOffered,
    card: card?.state === 'removed' ? null : card,
    plans: views.toSorted((left, right) => (left.planId < right.planId ? 1 : -1)),
    paysDues,
    duesOffer: paysDues || !cardOffered ? null : await duesOffer(platform, actor),
  };
}

/**
 * Opens the provider's page on which the member leaves a card; it leads back to a page of the organisation.
 * @throws DomainError METHOD_NOT_AVAILABLE, IDEMPOTENCY_MISMATCH, PROVIDER_UNAVAILABLE
 */
export async function setUpCard(
  platform: Platform,
  actor: MemberActor,
  idempotencyKey: string,
  page = 'my/payment',
): Promise<z.output<typeof SetUpMyCardOutput>> {
  const { scope, memberId } = actor;
  const member = await findMember(scope, memberId);
  const { slug } = await findOrganization(scope);
  const answer = await paymentsClient(platform, scope).call('cards.setUp', {
    idempotencyKey,
    memberId,
    payer: { name: fullName(member), kana: fullReading(member), email: member.contactEmail },
    returnUrl: `${platform.env.PUBLIC_URL}/${slug}/${page}`,
    locale: 'ja',
  });
  if (answer.outcome === 'provider_unavailable') throw new DomainError('PROVIDER_UNAVAILABLE');
  if (answer.outcome === 'refused')
    throw new DomainError(answer.reason === 'method_not_available' ? 'METHOD_NOT_AVAILABLE' : 'IDEMPOTENCY_MISMATCH');
  await note(platform, actor, 'card.set_up');
  return { setupId: answer.setupId, redirectUrl: answer.redirectUrl };
}

/** Back from the provider's page. @throws DomainError NOT_FOUND, also for another member's, PROVIDER_UNAVAILABLE */
export async function finishCard(platform: Platform, actor: MemberActor, setupId: CardSetupId): Promise<Pick<CardSetupView, 'state'>> {
  const setup = await paymentsClient(platform, actor.scope).call('cards.finishSetup', { setupId });
  if (setup === null || (setup.card !== null && setup.card.memberId !== actor.memberId)) throw new DomainError('NOT_FOUND');
  return { state: setup.state };
}

/** Takes the card back at the provider too; plans go on, and the next month asks for another. @throws DomainError NOT_FOUND, PROVIDER_UNAVAILABLE */
export async function removeCard(platform: Platform, actor: MemberActor): Promise<void> {
  const { removed } = await paymentsClient(platform, actor.scope).call('cards.remove', { memberId: actor.memberId });
  if (!removed) throw new DomainError('NOT_FOUND');
  await note(platform, actor, 'card.remove');
}
