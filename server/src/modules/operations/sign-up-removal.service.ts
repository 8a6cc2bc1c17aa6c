import { addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { historyOf } from '../audit/audit.public.ts';
import { hasLiveMailToken, removeSignUp } from '../identity/identity.public.ts';
import { type OrganizationDocument, organizationsIn } from '../organizations/organizations.public.ts';
import { removeAllRows } from './purge.repository.ts';

/** How long the form of whoever was turned down is kept, for questions about it (security.md 4.12). */
const keptDays = 90;

/** The day of the refusal stands in the log alone. */
async function turnedDownOn(platform: Platform, { _id, createdAt }: OrganizationDocument) {
  const rows = await historyOf(platform, mintOrgScope(_id), _id, null, 20);
  return jstDateOf(rows.find(({ action }) => action === 'organization.rejected')?.at ?? createdAt);
}

async function forget(platform: Platform, organization: OrganizationDocument): Promise<void> {
  const scope = mintOrgScope(organization._id);
  const { server: db, client } = platform.databases;
  const isRefused = organization.status === 'rejected';
  if (isRefused && addDays(await turnedDownOn(platform, organization), keptDays) > platform.clock.today()) return;
  await inTransaction(client, async (session) => {
    if (!isRefused && (await hasLiveMailToken(platform, scope, 'owner_verify', session))) return;
    if (!(await removeSignUp(platform, organization, isRefused ? 'organization.forget' : 'organization.expire', session))) return;
    await removeAllRows(db, scope, 'mail_tokens', session);
  });
}

/**
 * Sign-ups that led to nothing do not keep a name, an address and a password for ever: those that were never confirmed go once
 * their link is over, those that were turned down after ninety days. That they were there stays in the log, and the name in the
 * address is free again. What fails at one does not keep the others.
 */
export async function forgetSignUps(platform: Platform): Promise<void> {
  for (const organization of [...(await organizationsIn('applied')), ...(await organizationsIn('rejected'))]) {
    if (platform.stopping()) return;
    await forget(platform, organization).catch((err: unknown) =>
      platform.log.error({ err, orgId: organization._id }, 'a sign-up that led to nothing could not be removed and is tried again later'),
    );
  }
}
