import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { issueMailToken, mailTokenExpiry } from '../identity/identity.public.ts';
import type { OrganizationDocument } from '../organizations/organizations.public.ts';
import { addresseeOf } from './applicant-contact.service.ts';
import { applicationReturnedMail } from './application.mail.ts';
import { type ApplicationDocument, changeApplication } from './application.repository.ts';

/** A link of 30 days for what the office sent back; an older one dies. The caller sends the mail. */
export async function mailCorrectionLink(
  platform: Platform,
  scope: OrgScope,
  organization: OrganizationDocument,
  application: ApplicationDocument,
  session: ClientSession,
): Promise<MailDraft> {
  const token = await issueMailToken(platform, scope, 'application_correct', application._id, application.email, session);
  const linkExpiresAt = mailTokenExpiry(platform, 'application_correct');
  await changeApplication(platform.databases.server, scope, application, { linkExpiresAt }, null, session);
  return applicationReturnedMail({
    to: application.email,
    name: await addresseeOf(scope, application, session),
    organizationName: organization.name,
    note: application.steps.findLast((step) => step.what === 'returned')?.note ?? '',
    link: `${platform.env.PUBLIC_URL}/${organization.slug}/join/form#token=${token}`,
    key: token.slice(0, 16),
  });
}
