import type { AgreeInput } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { newRenewalConsentId } from '@tsudoi/shared/kernel/renewal-ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor, MemberActor, UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { liveBillOfRenewal } from '../billing/billing.public.ts';
import { findMember, mailAddressOf, statusOn } from '../members/members.public.ts';
import { stopCollection } from '../recurring/recurring.public.ts';
import { consentWording, hasAgreed } from './renewal-consent.rules.ts';
import { consentsOfMember, insertConsent } from './renewal-consent.repository.ts';
import { settingsOfType } from './renewal-settings.repository.ts';
import { renewalsOfMember } from './renewal.repository.ts';
import { refused } from './term-entry.service.ts';

/** Writes that it is on or off, unless it is so already. */
async function turn(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  memberId: MemberId,
  isOn: boolean,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const member = await findMember(scope, memberId, session);
  const last = (await consentsOfMember(db, scope, memberId, session)).at(-1);
  const is = isOn ? hasAgreed(last, member.statusEntries, platform.clock.today()) : (last?.isOn ?? false);
  if (is === isOn) return;
  const wording = isOn ? consentWording : '';
  const at = platform.clock.now();
  const consent = { _id: newRenewalConsentId(), orgId: scope.orgId, memberId, isOn, wording, by: actor.name, at };
  await insertConsent(db, scope, consent, session);
  const action = isOn ? 'renewal.agree' : 'renewal.stop';
  const subjectName = isOn ? `${fullName(member)}（同意文 ${wording}）` : fullName(member);
  await recordAudit(platform, scope, actor, { action, subjectKind: 'member', subjectId: memberId, subjectName, fields: [] }, session);
  await recordLive(db, scope, [{ topic: 'members', ref: memberId, memberId }], at, session);
}

/**
 * The member opts in to automatic renewal, by themselves alone, with a card that is saved.
 * @throws DomainError CONFLICT for words that count no more, RENEWAL_REFUSED, PROVIDER_UNAVAILABLE
 */
export async function agreeToRenewal(platform: Platform, actor: MemberActor, { wording }: z.output<typeof AgreeInput>): Promise<void> {
  const { scope, memberId } = actor;
  if (wording !== consentWording) throw new DomainError('CONFLICT');
  const member = await findMember(scope, memberId);
  const settings = await settingsOfType(platform.databases.server, scope, member.membershipTypeId);
  if (!settings.hasTerms || !settings.autoRenewal) throw refused('not_offered');
  if (statusOn(member.statusEntries, platform.clock.today()) !== 'active') throw refused('not_active');
  // The notice before each charge goes by mail.
  if (mailAddressOf(member) === '') throw refused('no_email');
  const card = await paymentsClient(platform, scope).call('cards.ofMember', { memberId });
  if (card?.state !== 'active') throw refused('no_card');
  await inTransaction(platform.databases.client, (session) => turn(platform, scope, actor, memberId, true, session));
}

/** It is off from now on, and no card is tried any more; what was billed already stays. @throws DomainError NOT_FOUND */
export function stopRenewal(platform: Platform, scope: OrgScope, actor: UserActor | MemberActor, memberId: MemberId): Promise<void> {
  return inTransaction(platform.databases.client, async (session) => {
    await turn(platform, scope, actor, memberId, false, session);
    for (const renewal of await renewalsOfMember(platform.databases.server, scope, memberId, session)) {
      const bill = renewal.billed?.byCard
        ? await liveBillOfRenewal(platform.databases.server, scope, memberId, renewal._id, session)
        : null;
      if (bill) await stopCollection(platform, scope, bill._id, session);
    }
  });
}
