import {
  type DuplicateListOutput,
  type DuplicateSide,
  type PairInput,
  duplicatesShown,
} from '@tsudoi/shared/contracts/members/duplicate.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudits } from '../audit/audit.public.ts';
import { comparedMembers, dismissPair, dismissedPairs, everybodyCompared, restorePair } from './duplicate.repository.ts';
import { candidatesAmong, gatherShared, pairKey } from './duplicate.rules.ts';
import { memberRow } from './member.view.ts';
import { type MemberDocument, findMember, findMembers } from './member.repository.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

type Pair = z.output<typeof PairInput>['memberIds'];

function sideOf(member: MemberDocument, membershipTypeName: string): DuplicateSide {
  const { membershipTypeId: _type, ...row } = memberRow(member, membershipTypeName);
  return { ...row, birthDate: member.birthDate };
}

/** Pairs of records that may be one person, likeliest first, without those that somebody has said to be two. */
export async function listDuplicates(platform: Platform, scope: OrgScope): Promise<z.output<typeof DuplicateListOutput>> {
  const db = platform.databases.server;
  const gathered = gatherShared();
  for await (const person of everybodyCompared(db, scope)) gathered.add(person);
  const [people, dismissed, types] = await Promise.all([
    comparedMembers(db, scope, gathered.sharing()),
    dismissedPairs(scope),
    listMembershipTypes(scope),
  ]);
  const candidates = candidatesAmong(people, dismissed);
  const shown = candidates.slice(0, duplicatesShown);
  const members = await findMembers(scope, [...new Set(shown.flatMap(({ pair }) => pair))]);
  const typeNames = new Map(types.map((type) => [type._id, type.name]));
  const sides = new Map(members.map((member) => [member._id, sideOf(member, typeNames.get(member.membershipTypeId) ?? '')]));
  const age = new Map(members.map((member) => [member._id, `${member.joinedOn}${member.createdAt.toISOString()}`]));
  const pairs = shown.map(({ pair, reasons }) => {
    const [one, other] = age.get(pair[0])! <= age.get(pair[1])! ? pair : [pair[1], pair[0]];
    return { sides: [sides.get(one)!, sides.get(other)!] as [DuplicateSide, DuplicateSide], reasons: [...reasons] };
  });
  return { pairs, capped: candidates.length > pairs.length };
}

async function decide(
  platform: Platform,
  actor: UserActor,
  [one, other]: Pair,
  action: 'member.not_duplicate' | 'member.maybe_duplicate',
  write: (session: ClientSession) => Promise<void>,
): Promise<void> {
  if (one === other) throw new DomainError('INVALID_INPUT');
  await inTransaction(platform.databases.client, async (session) => {
    const members = [await findMember(actor.scope, one, session), await findMember(actor.scope, other, session)];
    await write(session);
    await recordAudits(
      platform,
      actor.scope,
      actor,
      members.map((member) => ({
        action,
        subjectKind: 'member',
        subjectId: member._id,
        subjectName: `${member.familyName} ${member.givenName}`,
        fields: [],
      })),
      session,
    );
    await recordLive(platform.databases.server, actor.scope, [{ topic: 'members', ref: one }], platform.clock.now(), session);
  });
}

/** Two people after all: the pair is not shown again. @throws DomainError NOT_FOUND */
export function dismissDuplicate(platform: Platform, actor: UserActor, memberIds: Pair): Promise<void> {
  return decide(platform, actor, memberIds, 'member.not_duplicate', (session) =>
    dismissPair(actor.scope, pairKey(...memberIds), actor.name, platform.clock.now(), session),
  );
}

/** Takes that back. @throws DomainError NOT_FOUND */
export function restoreDuplicate(platform: Platform, actor: UserActor, memberIds: Pair): Promise<void> {
  return decide(platform, actor, memberIds, 'member.maybe_duplicate', (session) =>
    restorePair(actor.scope, pairKey(...memberIds), session),
  );
}
