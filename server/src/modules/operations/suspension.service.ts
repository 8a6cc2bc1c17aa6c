import type { ChangeStandingInput, OrganizationStanding } from '@tsudoi/shared/contracts/operations/suspension.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Operator } from '../../platform/operators.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type Gate, forgetAccess, gateOf, ownerAddresses } from '../identity/identity.public.ts';
import { releaseHeldMails } from '../mail/mail.public.ts';
import { type OrganizationDocument, changeOrganization, isSuspended, resuming, suspending } from '../organizations/organizations.public.ts';
import { suspensionMail } from './suspension.mail.ts';

type Input = z.output<typeof ChangeStandingInput>;

function toStanding(organization: OrganizationDocument): OrganizationStanding {
  const { slug, name, closing, version, createdAt } = organization;
  // One that was suspended before the operator could do it here has no day of its own.
  const { since, reason } = organization.suspension ?? { since: createdAt, reason: '' };
  const suspension = isSuspended(organization) ? { since: since.toISOString(), reason } : null;
  return { slug, name, suspension, endsOn: closing?.effectiveOn ?? null, version };
}

/** @throws DomainError NOT_FOUND also for one that waits, was turned down or is over */
export async function standingOf(slug: string): Promise<OrganizationStanding> {
  return toStanding((await gateOf(slug)).organization);
}

async function mailOwners(platform: Platform, { scope }: Gate, after: OrganizationDocument, reason: string, session: ClientSession) {
  const link = `${platform.env.PUBLIC_URL}/${after.slug}/admin`;
  for (const to of await ownerAddresses(platform, scope, session)) {
    const facts = { to, organizationName: after.name, isSuspended: isSuspended(after), reason, link };
    const draft = suspensionMail({ ...facts, contact: platform.env.OPERATOR_CONTACT, key: `${scope.orgId}:${after.version}:${to}` });
    await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
  }
}

/** With its row in the organisation's own log and a mail to every owner, or not at all; from the version that was looked at. */
async function change(
  platform: Platform,
  operator: Operator,
  { slug, version, reason }: Input,
  action: 'organization.suspend' | 'organization.resume',
): Promise<Gate & { readonly after: OrganizationDocument }> {
  const gate = await gateOf(slug);
  const { organization, scope } = gate;
  const suspension = { since: platform.clock.now(), reason };
  const changes = action === 'organization.suspend' ? suspending(organization, suspension) : resuming(organization);
  if (changes === null) throw new DomainError('INVALID_TRANSITION');
  const after = await inTransaction(platform.databases.client, async (session) => {
    const changed = await changeOrganization(scope, version, changes, session);
    if (!changed) throw new DomainError('CONFLICT');
    const subject = { subjectKind: 'organization', subjectId: scope.orgId, subjectName: changed.name };
    const actor = { kind: 'system', name: operator.name } as const;
    await recordAudit(platform, scope, actor, { action, ...subject, fields: ['status'] }, session);
    await mailOwners(platform, gate, changed, reason, session);
    return changed;
  });
  forgetAccess();
  platform.nudgeMail();
  return { ...gate, after };
}

/**
 * From now on the organisation reads and does not write: no new bills, payments or mail (domain.md 3.1, docs/decisions/0085).
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION when it is suspended already, CONFLICT when it was changed since it was looked at
 */
export async function suspendOrganization(platform: Platform, operator: Operator, input: Input): Promise<OrganizationStanding> {
  return toStanding((await change(platform, operator, input, 'organization.suspend')).after);
}

/** It goes on, and what was held of its mails goes. @throws DomainError NOT_FOUND, INVALID_TRANSITION when it is not suspended, CONFLICT */
export async function resumeOrganization(platform: Platform, operator: Operator, input: Input): Promise<OrganizationStanding> {
  const { after, scope } = await change(platform, operator, input, 'organization.resume');
  // Behind the transaction, because they may be very many; whoever is killed in between lets them go a little later.
  await releaseHeldMails(platform, scope);
  return toStanding(after);
}
