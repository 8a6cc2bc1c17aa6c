import type { NumberingView, SaveNumberingInput } from '@tsudoi/shared/contracts/members/member-number.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findMembershipType } from './membership-type.repository.ts';
import { getNumbering, saveNumbering } from './numbering.repository.ts';

export async function numbering(platform: Platform, scope: OrgScope): Promise<z.output<typeof NumberingView>> {
  const { mode, prefix, withYear, width, types, version } = await getNumbering(platform.databases.server, scope);
  return { mode, prefix, withYear, width, types: [...types], version };
}

/** @throws DomainError CONFLICT, NOT_FOUND for a type that is not theirs */
export async function updateNumbering(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof SaveNumberingInput>,
): Promise<z.output<typeof NumberingView>> {
  const { scope } = actor;
  const { version, ...given } = input;
  for (const { membershipTypeId } of given.types)
    if (!(await findMembershipType(scope, membershipTypeId))) throw new DomainError('NOT_FOUND');
  try {
    await inTransaction(platform.databases.client, async (session) => {
      if (!(await saveNumbering(platform.databases.server, scope, version, given, session))) throw new DomainError('CONFLICT');
      await recordAudit(
        platform,
        scope,
        actor,
        { action: 'numbering.update', subjectKind: 'numbering', subjectId: scope.orgId, subjectName: '', fields: ['numberPattern'] },
        session,
      );
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('CONFLICT');
    throw error;
  }
  return numbering(platform, scope);
}
