import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { formatYenFigure, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { JoiningFeeDue, Platform } from '../../platform/platform.ts';
import { listMembershipTypes } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { addresseeOf } from './applicant-contact.service.ts';
import { feeToPay, isOwed } from './application-decision.service.ts';
import { applicationRetypedMail } from './application-fee.mail.ts';
import { changeApplication, findOpenOf } from './application.repository.ts';
import { isOnRecord, stateAfter } from './application.rules.ts';
import { feeAhead, joiningFee } from './joining.service.ts';

/**
 * The office has put the type of somebody right who waits for a decision: the application says so, and 入会金 is that of the
 * new type, as where the applicant's own correction names another (docs/decisions/0017). In the transaction of the change.
 * @throws DomainError BILL_HAS_AUTHORIZED_CHARGE while a card is just being charged, CONFLICT
 */
export async function followTypeOfApplicant(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  member: JoiningFeeDue['member'],
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const application = await findOpenOf(db, scope, member._id, session);
  const { membershipTypeId } = member;
  // Admitted for a day to come: what was billed with that decision stands, unless the decision is taken back (0080).
  if (!application?.fields || !isOnRecord(application) || application.fields.membershipTypeId === membershipTypeId) return;
  const now = platform.clock.now();
  const types = await listMembershipTypes(scope);
  const typeName = (typeId: string) => types.find(({ _id }) => _id === typeId)?.name ?? '';
  const due = await feeAhead(platform, scope, application._id, member, session);
  const waitsForNothing = application.state === 'awaiting_payment' && due === null;
  const changed = await changeApplication(
    db,
    scope,
    application,
    {
      fields: { ...application.fields, membershipTypeId },
      paysAhead: due !== null,
      // No money decides it any more, so the office does.
      ...(waitsForNothing ? { state: stateAfter(application.state, 'reopen'), since: now } : {}),
    },
    {
      at: now,
      what: 'retyped',
      actor: actor.kind === 'user' ? actor.name : '',
      note: `${typeName(application.fields.membershipTypeId)} → ${typeName(membershipTypeId)}`,
    },
    session,
  );
  if (!changed) throw new DomainError('CONFLICT');
  await recordLive(db, scope, [{ topic: 'applications', ref: changed._id }], now, session);
  const before = await platform.hooks.joiningFeeOf(scope, changed._id, session);
  const bill = await platform.hooks.replaceJoiningFee(scope, actor, changed._id, due, session);
  const owed = bill && isOwed(bill) ? bill : null;
  if (changed.email === '' || (!owed && !(before && isOwed(before)))) return;
  const organization = await findOrganization(scope, session);
  // What is not asked for ahead is asked for by the approval.
  const later = due ? zeroYen : (await joiningFee(platform, scope, membershipTypeId, session)).amount;
  const draft = applicationRetypedMail({
    to: changed.email,
    name: await addresseeOf(scope, changed, session),
    organizationName: organization.name,
    typeName: typeName(membershipTypeId),
    fee: owed && feeToPay(platform, organization, changed, owed),
    feeLater: later > 0 ? `${formatYenFigure(later)}円` : null,
    endsUnpaid: changed.state === 'awaiting_payment',
    key: `${changed._id}:${changed.version}`,
  });
  await enqueueMail(db, scope, draft, now, session);
}
