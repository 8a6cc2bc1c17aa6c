import type { ProposeRecoveryInput, RecoveryNotice, RecoveryView } from '@tsudoi/shared/contracts/operations/recovery.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { RecoveryId, newRecoveryId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Operator } from '../../platform/operators.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, recordAudit } from '../audit/audit.public.ts';
import {
  type Redeemed,
  gateOf,
  inviteRecoveredOwner,
  issueTokenBeside,
  peopleToWarn,
  readMailToken,
  redeemMailToken,
} from '../identity/identity.public.ts';
import { recoveryWarningMail } from './recovery.mail.ts';
import {
  type RecoveryDocument,
  changeRecovery,
  insertRecovery,
  newestRecoveries,
  openRecoveries,
  recoveryById,
} from './recovery.repository.ts';
import { isStoppable, nextByTime, proposalEnd, refusalOfApproval, waitingEnd } from './recovery.rules.ts';

type View = z.input<typeof RecoveryView>;
type Decision = { readonly recoveryId: RecoveryId; readonly version: number };

const nameOf = ({ familyName, givenName }: Pick<RecoveryDocument, 'familyName' | 'givenName'>): string => `${familyName} ${givenName}`;

function toView(row: RecoveryDocument, operator: Operator): View {
  const { _id, orgId: _orgId, open: _open, proposerId, proposedAt, until, ...rest } = row;
  const isOwn = proposerId === operator.operatorId;
  return { recoveryId: _id, ...rest, proposedAt: proposedAt.toISOString(), until: until.toISOString(), isOwn };
}

/** Stands in the organisation's own log: whoever comes back sees who let them in. */
async function note(
  platform: Platform,
  row: RecoveryDocument,
  by: string,
  action: Extract<AuditNote['action'], `recovery.${string}`>,
  session: ClientSession,
): Promise<void> {
  const subject = { subjectKind: 'recovery', subjectId: row._id, subjectName: nameOf(row) };
  const actor = { kind: 'system', name: by } as const;
  await recordAudit(platform, mintOrgScope(row.orgId), actor, { action, ...subject, fields: ['state'] }, session);
}

/** The newest two hundred. */
export async function listRecoveries(platform: Platform, operator: Operator): Promise<View[]> {
  return (await newestRecoveries(platform.databases.server, 200)).map((row) => toView(row, operator));
}

/** The first of the two. @throws DomainError NOT_FOUND, RECOVERY_OPEN when one is under way */
export async function proposeRecovery(
  platform: Platform,
  operator: Operator,
  { slug, ...person }: z.output<typeof ProposeRecoveryInput>,
): Promise<View> {
  const { organization, scope } = await gateOf(slug);
  const now = platform.clock.now();
  const row: RecoveryDocument = {
    _id: newRecoveryId(),
    orgId: scope.orgId,
    orgName: organization.name,
    orgSlug: organization.slug,
    state: 'proposed',
    open: true,
    ...person,
    proposerId: operator.operatorId,
    proposedBy: operator.name,
    proposedAt: now,
    approvedBy: '',
    until: proposalEnd(now),
    stoppedBy: '',
    version: 0,
  };
  try {
    await inTransaction(platform.databases.client, async (session) => {
      await insertRecovery(platform.databases.server, scope, row, session);
      await note(platform, row, operator.name, 'recovery.propose', session);
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('RECOVERY_OPEN');
    throw error;
  }
  return toView(row, operator);
}

/** Everybody who could know better gets a link of their own that stops it. */
async function warn(platform: Platform, row: RecoveryDocument, session: ClientSession): Promise<void> {
  const scope = mintOrgScope(row.orgId);
  for (const to of await peopleToWarn(scope, session)) {
    const subject = { purpose: 'recovery_stop', subjectId: row._id, address: to, expiresAt: row.until } as const;
    const token = await issueTokenBeside(platform, scope, subject, session);
    const draft = recoveryWarningMail({
      to,
      organizationName: row.orgName,
      newOwner: nameOf(row),
      email: row.email,
      until: row.until,
      link: `${platform.env.PUBLIC_URL}/${row.orgSlug}/recovery#token=${token}`,
      key: `${row._id}:${to}`,
    });
    await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
  }
}

async function found(platform: Platform, { recoveryId, version }: Decision): Promise<RecoveryDocument> {
  const row = await recoveryById(platform.databases.server, recoveryId);
  if (!row) throw new DomainError('NOT_FOUND');
  if (row.version !== version) throw new DomainError('CONFLICT');
  return row;
}

/**
 * The second of the two: the organisation is told, and the waiting begins. Of two who approve at once one does.
 * @throws DomainError NOT_FOUND, CONFLICT, SECOND_PERSON_NEEDED for whoever proposed it, INVALID_TRANSITION
 */
export async function approveRecovery(platform: Platform, operator: Operator, decision: Decision): Promise<View> {
  const before = await found(platform, decision);
  const now = platform.clock.now();
  const refusal = refusalOfApproval(before, operator.operatorId, now);
  if (refusal) throw new DomainError(refusal);
  const after = await inTransaction(platform.databases.client, async (session) => {
    const changes = { state: 'waiting', approvedBy: operator.name, until: waitingEnd(now) } as const;
    const row = await changeRecovery(platform.databases.server, mintOrgScope(before.orgId), before, changes, false, session);
    if (!row) throw new DomainError('CONFLICT');
    await note(platform, row, operator.name, 'recovery.approve', session);
    await warn(platform, row, session);
    return row;
  });
  platform.nudgeMail();
  return toView(after, operator);
}

async function stop(platform: Platform, before: RecoveryDocument, by: string, session: ClientSession): Promise<RecoveryDocument> {
  if (!isStoppable(before)) throw new DomainError('INVALID_TRANSITION');
  const changes = { state: 'stopped', stoppedBy: by } as const;
  const row = await changeRecovery(platform.databases.server, mintOrgScope(before.orgId), before, changes, true, session);
  if (!row) throw new DomainError('CONFLICT');
  await note(platform, row, by, 'recovery.stop', session);
  return row;
}

/** By either operator. @throws DomainError NOT_FOUND, CONFLICT, INVALID_TRANSITION once the link is out */
export async function stopRecovery(platform: Platform, operator: Operator, decision: Decision): Promise<View> {
  const before = await found(platform, decision);
  return toView(await inTransaction(platform.databases.client, (session) => stop(platform, before, operator.name, session)), operator);
}

async function behindLink(platform: Platform, { scope, subjectId }: Pick<Redeemed, 'scope' | 'subjectId'>): Promise<RecoveryDocument> {
  const row = await recoveryById(platform.databases.server, RecoveryId.parse(subjectId));
  if (row?.orgId !== scope.orgId) throw new DomainError('TOKEN_INVALID');
  if (!isStoppable(row)) throw new DomainError('TOKEN_USED');
  return row;
}

/** What a link of the warning stops, without stopping it. @throws DomainError TOKEN_* */
export async function recoveryByLink(platform: Platform, token: string): Promise<z.input<typeof RecoveryNotice>> {
  const row = await behindLink(platform, await readMailToken(platform, ['recovery_stop'], token));
  return { orgName: row.orgName, orgSlug: row.orgSlug, name: nameOf(row), email: row.email, until: row.until.toISOString() };
}

/** By somebody of the organisation, without a log-in: that may be just what they have lost. @throws DomainError TOKEN_*, CONFLICT */
export async function stopRecoveryByLink(platform: Platform, token: string): Promise<void> {
  await inTransaction(platform.databases.client, async (session) => {
    const redeemed = await redeemMailToken(platform, 'recovery_stop', token, session);
    await stop(platform, await behindLink(platform, redeemed), redeemed.address, session);
  });
}

/** Lets proposals lapse and sends the links whose waiting is over. One that fails does not keep the others. */
export async function carryRecoveriesOn(platform: Platform): Promise<void> {
  const db = platform.databases.server;
  for (const before of await openRecoveries(db)) {
    const state = nextByTime(before, platform.clock.now());
    if (state === null) continue;
    try {
      await inTransaction(platform.databases.client, async (session) => {
        const row = await changeRecovery(db, mintOrgScope(before.orgId), before, { state }, true, session);
        // Stopped at the same moment, or sent by another process.
        if (!row) return;
        if (state === 'sent') await inviteRecoveredOwner(platform, mintOrgScope(row.orgId), row, session);
        await note(platform, row, 'recovery', state === 'sent' ? 'recovery.send' : 'recovery.expire', session);
      });
      platform.nudgeMail();
    } catch (err) {
      platform.log.error({ err, recoveryId: before._id }, 'a recovery could not be carried on and is tried again later');
    }
  }
}
