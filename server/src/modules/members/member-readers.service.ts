import type { MemberReadersInput, MemberReadersOutput } from '@tsudoi/shared/contracts/members/member-read.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { fullName } from '@tsudoi/shared/kernel/names';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { readsOfMember } from '../audit/audit.public.ts';
import { findUsers } from '../identity/identity.public.ts';
import { mergesOfMember } from './member-merge.repository.ts';
import { findMember } from './member.repository.ts';

/**
 * Who of the office saw data of one member, newest first (security.md 4.11), also by a record that became part of this one: the
 * rows of the log never change. For owners and admins alone, whatever staff were given. @throws DomainError FORBIDDEN, NOT_FOUND
 */
export async function memberReaders(
  platform: Platform,
  { scope, role }: UserActor,
  { memberId, cursor, size }: z.output<typeof MemberReadersInput>,
): Promise<z.output<typeof MemberReadersOutput>> {
  if (role === 'staff') throw new DomainError('FORBIDDEN', { permission: 'audit' });
  await findMember(scope, memberId);
  const memberIds = [memberId];
  // Walked through with what is added to it on the way: what became part of this record may have had parts itself.
  for (const one of memberIds)
    for (const { keptId, mergedId, undoneAt } of await mergesOfMember(platform.databases.server, scope, one))
      if (keptId === one && undoneAt === null) memberIds.push(mergedId);
  const found = await readsOfMember(platform, scope, memberIds, cursor ?? null, size + 1);
  const rows = found.slice(0, size);
  const readers = await findUsers(scope, [...new Set(rows.map(({ readerId }) => readerId))]);
  const names = new Map(readers.map((user) => [user._id, fullName(user)]));
  return {
    rows: rows.map(({ _id, at, readerId, kind }) => ({
      memberReadId: _id,
      at: at.toISOString(),
      readerName: names.get(readerId) ?? null,
      kind,
    })),
    nextCursor: found.length > size ? (rows.at(-1)?._id ?? null) : null,
  };
}
