import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { loginHolders, loginKeyOfNumber } from '../identity/identity.public.ts';
import { type MemberDocument, findMembers, membersByNumber } from './member.repository.ts';

/** Who is in the way of a number: by having it, or by logging in with what would be its log-in id. */
export interface NumberHolder {
  readonly member: MemberDocument;
  readonly by: 'number' | 'login';
}

/** Who has these numbers, or logs in with what would be the log-in id of one (3.5: no two have the same), by number. */
export async function holdersOf(
  platform: Platform,
  scope: OrgScope,
  numbers: readonly string[],
  session?: ClientSession,
): Promise<Map<string, NumberHolder>> {
  const found = await membersByNumber(scope, numbers, session);
  const holders = new Map([...found].map(([number, member]) => [number, { member, by: 'number' } as NumberHolder]));
  const logins = await loginHolders(platform, scope, numbers, session);
  const people = new Map((await findMembers(scope, [...logins.values()], session)).map((member) => [member._id, member]));
  for (const [number, memberId] of logins) {
    const member = people.get(memberId);
    if (member && !holders.has(number)) holders.set(number, { member, by: 'login' });
  }
  return holders;
}

/**
 * A number that could not be given, with whoever has it or its log-in id, for those of the office who may read members (NUM-01).
 * Where nobody has it any more, or it was drawn by itself, the same again will do.
 */
export async function numberRefusal(platform: Platform, scope: OrgScope, number: string): Promise<DomainError> {
  const holder = number === '' ? undefined : (await holdersOf(platform, scope, [number])).get(number);
  if (!holder) return new DomainError('CONFLICT');
  const who = { number, memberId: holder.member._id, name: fullName(holder.member) };
  if (holder.by === 'number') return new DomainError('NUMBER_TAKEN', who);
  return new DomainError('LOGIN_ID_TAKEN', { ...who, loginId: loginKeyOfNumber(number) });
}
