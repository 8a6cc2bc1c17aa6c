import type { ApplicationKind } from '@tsudoi/shared/contracts/applications/application.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { memberOfLoginEmail } from '../identity/identity.public.ts';
import { type MemberDocument, findLookalikes, findMember } from '../members/members.public.ts';
import { type ApplicationDocument, findOpenOf } from './application.repository.ts';

/** Whose an address is, in the eyes of joining. */
export type Standing =
  | { readonly is: 'free' }
  | { readonly is: 'present'; readonly memberId: MemberId }
  | { readonly is: 'waiting'; readonly application: ApplicationDocument }
  /** Left before, or applied before and was not taken: the same record goes on (ACC-09, case 13). */
  | { readonly is: 'known'; readonly memberId: MemberId; readonly kind: Exclude<ApplicationKind, 'new'> };

async function standingOf(platform: Platform, scope: OrgScope, member: MemberDocument, session?: ClientSession): Promise<Standing> {
  const application = await findOpenOf(platform.databases.server, scope, member._id, session);
  if (application) return { is: 'waiting', application };
  if (member.status === 'withdrawn') return { is: 'known', memberId: member._id, kind: 'rejoin' };
  if (member.status === 'rejected' || member.status === 'application_withdrawn')
    return { is: 'known', memberId: member._id, kind: 'again' };
  return { is: 'present', memberId: member._id };
}

/**
 * By the log-in address first. An address that is only written down as a contact may be a family's: it counts where exactly
 * one person has it and is not a member now.
 */
export async function standingOfAddress(platform: Platform, scope: OrgScope, email: string, session?: ClientSession): Promise<Standing> {
  const holder = await memberOfLoginEmail(scope, email, session);
  if (holder) return standingOf(platform, scope, await findMember(scope, holder, session), session);
  const [only, ...others] = await findLookalikes(scope, { contactEmail: email, sortKana: null });
  if (!only || others.length > 0) return { is: 'free' };
  const standing = await standingOf(platform, scope, only, session);
  return standing.is === 'present' ? { is: 'free' } : standing;
}
