import type { ApplicationFields, ApplicationKind } from '@tsudoi/shared/contracts/applications/application.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { isAddressTaken, memberOfLoginEmail } from '../identity/identity.public.ts';
import { type MemberDocument, findLookalikes, findMember, isCalledLike } from '../members/members.public.ts';
import { type ApplicationDocument, findOpenOf } from './application.repository.ts';

/** Whose an address is, in the eyes of joining. */
export type Standing =
  | { readonly is: 'free' }
  | { readonly is: 'present'; readonly memberId: MemberId }
  | { readonly is: 'waiting'; readonly application: ApplicationDocument }
  /** Left before, or applied before and was not taken: the same record goes on (ACC-09, case 13). */
  | { readonly is: 'known'; readonly memberId: MemberId; readonly kind: Exclude<ApplicationKind, 'new'> };

async function standingOf(platform: Platform, scope: OrgScope, member: MemberDocument, session?: ClientSession): Promise<Standing> {
  // A form is of a person: what it says would be written over a body. The office brings a body back itself.
  if (member.kind === 'corporate') return { is: 'present', memberId: member._id };
  const application = await findOpenOf(platform.databases.server, scope, member._id, session);
  if (application) return { is: 'waiting', application };
  // Who is to be in again on a day to come has nothing more to apply for.
  if (member.status === 'withdrawn' && member.nextStatusOn === null) return { is: 'known', memberId: member._id, kind: 'rejoin' };
  if (member.status === 'rejected' || member.status === 'application_withdrawn')
    return { is: 'known', memberId: member._id, kind: 'again' };
  return { is: 'present', memberId: member._id };
}

interface Holder {
  readonly member: MemberDocument;
  readonly byLogin: boolean;
}

/**
 * By the log-in address first. An address that is only written down as a contact may be a family's: it counts where exactly
 * one person has it.
 */
async function holderOf(scope: OrgScope, email: string, session?: ClientSession): Promise<Holder | null> {
  const holder = await memberOfLoginEmail(scope, email, session);
  if (holder) return { member: await findMember(scope, holder, session), byLogin: true };
  const [only, ...others] = await findLookalikes(scope, { contactEmail: email, sortKana: null });
  return only && others.length === 0 ? { member: only, byLogin: false } : null;
}

/**
 * What is known of an address before anybody has said who they are. A contact address of a present member is free, and so is
 * the log-in address of somebody who died or was expelled, which is whoever's it is given to; a body's is the office's to sort out.
 */
export async function standingOfAddress(platform: Platform, scope: OrgScope, email: string, session?: ClientSession): Promise<Standing> {
  const holder = await holderOf(scope, email, session);
  if (!holder) return { is: 'free' };
  const standing = await standingOf(platform, scope, holder.member, session);
  if (standing.is !== 'present') return standing;
  const isTheirs = holder.byLogin && (holder.member.kind === 'corporate' || (await isAddressTaken(platform, scope, email, session)));
  return isTheirs ? standing : { is: 'free' };
}

/** Who of a mailbox that somebody else logs in with is called like the form. */
async function namesakeOf(scope: OrgScope, email: string, fields: ApplicationFields): Promise<Holder | null> {
  const [only, ...others] = (await findLookalikes(scope, { contactEmail: email, sortKana: null })).filter((one) =>
    isCalledLike(one, fields),
  );
  return only && others.length === 0 ? { member: only, byLogin: false } : null;
}

/**
 * Whose record a form goes on, looked at when it comes: since its link was mailed the office may have brought the member
 * back. A record that only shares the mailbox is theirs who are called like its person; for the others a new one is made,
 * and the office is shown the old one beside it. So it is with a log-in address where the office types the form, which claims
 * none, and with that of somebody who is gone (domain.md 6, case 23); and the office is led to what is in the way.
 * @throws DomainError EMAIL_TAKEN, APPLICATION_OPEN
 */
export async function whoApplies(
  platform: Platform,
  scope: OrgScope,
  email: string,
  fields: ApplicationFields,
  { isStaff }: { readonly isStaff: boolean },
  session: ClientSession,
): Promise<Pick<ApplicationDocument, 'kind' | 'memberId'>> {
  const somebodyNew = { kind: 'new', memberId: null } as const;
  const known = email === '' ? null : await holderOf(scope, email, session);
  const isOther = known !== null && known.byLogin && !isCalledLike(known.member, fields);
  const isTheirs = isOther && !isStaff && (await isAddressTaken(platform, scope, email, session));
  const holder = isOther && !isTheirs ? await namesakeOf(scope, email, fields) : known;
  if (!holder || (!holder.byLogin && !isCalledLike(holder.member, fields))) return somebodyNew;
  const standing = await standingOf(platform, scope, holder.member, session);
  if (standing.is === 'known') return { kind: standing.kind, memberId: standing.memberId };
  if (standing.is === 'waiting') throw new DomainError('APPLICATION_OPEN', isStaff ? { applicationId: standing.application._id } : {});
  const { _id: memberId, memberNumber: number } = holder.member;
  if (holder.byLogin) throw new DomainError('EMAIL_TAKEN', isStaff ? { memberId, number } : {});
  return somebodyNew;
}
