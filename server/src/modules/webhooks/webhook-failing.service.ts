import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { enqueueMails } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { settingsKeepers } from '../identity/identity.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { forgetEndpoints } from './endpoint-memory.service.ts';
import { type WebhookEndpointDocument, getEndpoint, saveEndpoint } from './webhook-endpoint.repository.ts';
import { nameOf } from './webhook-endpoint.view.ts';
import { failingMail } from './webhook.mail.ts';

/** Switches an endpoint off that takes nothing any more, and tells whoever keeps the settings. Once, whoever finds out first. */
export async function giveUpOn(platform: Platform, scope: OrgScope, { _id }: WebhookEndpointDocument): Promise<void> {
  const db = platform.databases.server;
  const keepers = await settingsKeepers(platform, scope);
  const organization = await findOrganization(scope);
  await inTransaction(platform.databases.client, async (session) => {
    const endpoint = await getEndpoint(db, scope, _id, session);
    if (endpoint.state !== 'on') return;
    await saveEndpoint(db, scope, endpoint, { state: 'failing' }, session);
    const note = { action: 'webhook.failing', subjectKind: 'webhook', subjectId: _id, subjectName: nameOf(endpoint), fields: [] } as const;
    await recordAudit(platform, scope, { kind: 'system', name: 'server' }, note, session);
    const mails = keepers.map((keeper) => failingMail(platform, organization, endpoint, keeper));
    await enqueueMails(db, scope, mails, platform.clock.now(), session);
  }).catch((error: unknown) => {
    // Taken out or changed meanwhile: the office knows.
    if (!(error instanceof DomainError)) throw error;
  });
  forgetEndpoints(platform, scope);
  platform.nudgeMail();
}
