import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import { membersNamed } from '@tsudoi/shared/queue/member.messages';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { type ImportedChange, changeImported } from './import-member.repository.ts';
import { type MemberDocument, changeMember } from './member.repository.ts';

/** What a bill says of its member. */
const names = ['memberNumber', 'familyName', 'givenName', 'familyNameKana', 'givenNameKana'] as const;
const namesOtherwise = ({ before, changes }: ImportedChange): boolean =>
  names.some((field) => changes[field] !== undefined && changes[field] !== before[field]);
const numbersOtherwise = ({ before, changes }: ImportedChange): boolean =>
  changes.formerNumbers !== undefined && changes.formerNumbers.join('\n') !== (before.formerNumbers ?? []).join('\n');

/** As many as one message names. */
const namedAtOnce = 200;

/** Says whose bills have to be looked at for what they say of their member, in the transaction that made it so (docs/decisions/0088). */
export async function tellNamed(
  platform: Platform,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session: ClientSession,
  also: Pick<PayloadOf<typeof membersNamed>, 'formerNumbers'> = {},
): Promise<void> {
  const left = [...new Set(memberIds)];
  const messages: Parameters<typeof insertOutbox>[1] = [];
  while (left.length > 0) {
    const some = left.splice(0, namedAtOnce);
    messages.push(outboxRow(membersNamed, scope.orgId, { memberIds: some, ...also }, some[0]!, platform.clock));
  }
  await insertOutbox(platform.databases.server, messages, session);
}

async function tellOf(platform: Platform, scope: OrgScope, changed: readonly ImportedChange[], session: ClientSession): Promise<void> {
  const idsOf = (some: readonly ImportedChange[]) => some.map(({ before }) => before._id);
  const named = changed.filter((one) => namesOtherwise(one) && !numbersOtherwise(one));
  await tellNamed(platform, scope, idsOf(named), session);
  await tellNamed(platform, scope, idsOf(changed.filter(numbersOtherwise)), session, { formerNumbers: true });
}

/**
 * Every change of a member's record goes through here or the one below, so that nothing that writes names down is forgotten.
 * Null when the version is not the one given. @throws DomainError MEMBER_MERGED
 */
export async function reviseMember(
  platform: Platform,
  scope: OrgScope,
  before: MemberDocument,
  changes: Partial<MemberDocument>,
  session: ClientSession,
  version: number = before.version,
): Promise<MemberDocument | null> {
  const after = await changeMember(scope, before._id, version, changes, session);
  if (after) await tellOf(platform, scope, [{ before, changes }], session);
  return after;
}

/** Many at once, each read in the same transaction. */
export async function reviseMembers(
  platform: Platform,
  scope: OrgScope,
  changed: readonly ImportedChange[],
  session: ClientSession,
): Promise<void> {
  await changeImported(platform.databases.server, scope, changed, session);
  await tellOf(platform, scope, changed, session);
}
