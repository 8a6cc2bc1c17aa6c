import type { WaitingSignUp } from '@tsudoi/shared/contracts/operations/sign-up-review.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Operator } from '../../platform/operators.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { ownerAddresses } from '../identity/identity.public.ts';
import { findOrganizationBySlug, organizationsIn, setOrganizationStatus } from '../organizations/organizations.public.ts';
import { signUpReviewMail } from './sign-up-review.mail.ts';

/** Organisations that wait for a decision, whoever has waited longest first. */
export async function waitingSignUps(): Promise<WaitingSignUp[]> {
  const waiting = await organizationsIn('reviewing');
  return waiting
    .toSorted((left, right) => left.createdAt.getTime() - right.createdAt.getTime())
    .map(({ slug, name, contactEmail, createdAt }) => ({ slug, name, contactEmail, appliedAt: createdAt.toISOString() }));
}

/**
 * Opens an organisation, or with a reason refuses it; the applicant hears of either by mail (domain.md 3.1). Of two who decide
 * at once one does. @throws DomainError NOT_FOUND, INVALID_TRANSITION when it does not wait
 */
export async function decideSignUp(platform: Platform, operator: Operator, slug: string, reason: string | null): Promise<void> {
  const organization = await findOrganizationBySlug(slug);
  if (!organization) throw new DomainError('NOT_FOUND');
  const { _id: orgId, name } = organization;
  const scope = mintOrgScope(orgId);
  const next = reason === null ? 'active' : 'rejected';
  await inTransaction(platform.databases.client, async (session) => {
    if (!(await setOrganizationStatus(orgId, 'reviewing', next, session))) throw new DomainError('INVALID_TRANSITION');
    await recordAudit(
      platform,
      scope,
      { kind: 'system', name: operator.name },
      { action: `organization.${next}`, subjectKind: 'organization', subjectId: orgId, subjectName: name, fields: ['status'] },
      session,
    );
    if (next === 'active') await platform.hooks.organizationActivated(scope, session);
    for (const to of await ownerAddresses(platform, scope, session)) {
      const link = `${platform.env.PUBLIC_URL}/${slug}/admin`;
      const draft = signUpReviewMail({ to, organizationName: name, reason, link, key: `${orgId}:${to}` });
      await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
    }
  });
  platform.nudgeMail();
}
