import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { mailClosingEnded } from '../identity/identity.public.ts';
import {
  type OrganizationDocument,
  changeOrganization,
  hasEndedOn,
  isPurgeOver,
  organizationsIn,
} from '../organizations/organizations.public.ts';
import { moneyRests, purgeCards, purgeMembers, purgeOffice } from './purge.service.ts';

const actor = { kind: 'system', name: 'ending' } as const;

/** Writes a step of the end with its row in the log; false when another process was faster. */
async function step(
  platform: Platform,
  organization: OrganizationDocument,
  changes: Partial<OrganizationDocument>,
  action: 'organization.terminated' | 'organization.purged' | 'organization.deleted',
): Promise<boolean> {
  const scope = mintOrgScope(organization._id);
  return inTransaction(platform.databases.client, async (session) => {
    const after = await changeOrganization(scope, organization.version, changes, session);
    if (!after) return false;
    const subject = { subjectKind: 'organization', subjectId: scope.orgId, subjectName: organization.name };
    await recordAudit(platform, scope, actor, { action, ...subject, fields: ['status'] }, session);
    if (action === 'organization.terminated') await mailClosingEnded(platform, after, session);
    return true;
  });
}

/** One look at an organisation whose contract has ended: members first, the office once the month after has passed. */
async function carryOn(platform: Platform, organization: OrganizationDocument): Promise<void> {
  const { closing } = organization;
  if (!closing) return;
  const scope = mintOrgScope(organization._id);
  if (!closing.purgedAt) {
    if (!(await moneyRests(platform, scope, closing.purgedBy))) return;
    if (!(await purgeMembers(platform, scope)) || !(await purgeCards(platform, scope, closing.purgedBy))) return;
    await step(platform, organization, { closing: { ...closing, purgedAt: platform.clock.now() } }, 'organization.purged');
    return;
  }
  if (!isPurgeOver(closing, platform.clock.today()) || !(await purgeOffice(platform, scope))) return;
  const forgotten = { phone: '', contactEmail: '', representative: '', emergencyContacts: [], suspension: null };
  await step(platform, organization, { status: 'deleted', ...forgotten }, 'organization.deleted');
}

/**
 * Ends what was asked to end, on its day, and takes away what is to go (domain.md 3.1). What fails at one organisation
 * does not keep the others.
 */
export async function endContracts(platform: Platform): Promise<void> {
  const today = platform.clock.today();
  for (const organization of await organizationsIn('deletion_requested'))
    if (organization.closing && hasEndedOn(organization.closing, today)) {
      await step(platform, organization, { status: 'terminated' }, 'organization.terminated');
      platform.nudgeMail();
    }
  for (const organization of await organizationsIn('terminated')) {
    if (platform.stopping()) return;
    await carryOn(platform, organization).catch((err: unknown) =>
      platform.log.error({ err, orgId: organization._id }, 'an ended organisation could not be purged and is tried again later'),
    );
  }
}
