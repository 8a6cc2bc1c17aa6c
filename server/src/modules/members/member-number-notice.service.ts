import { fullName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { enqueueMails } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import type { KeptLogin } from '../identity/identity.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { titlesOf } from './honorific.service.ts';
import { mayUseMyPage } from './login-person.rules.ts';
import { mailAddressOf } from './member-mail.rules.ts';
import { numberGivenMail } from './member-number.mail.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { mayLogIn } from './member-status.rules.ts';
import type { MemberDocument } from './member.repository.ts';

export interface NumberGiven {
  /** As they were before. */
  readonly member: MemberDocument;
  readonly number: string;
  readonly keptLogin: KeptLogin | null;
}

/** Tells their number to those who are in, or are about to be, and have an address. How many these are. */
export async function tellNumbers(
  platform: Platform,
  scope: OrgScope,
  given: readonly NumberGiven[],
  session: ClientSession,
): Promise<number> {
  const told = given.filter(({ member }) => mailAddressOf(member) !== '' && (mayLogIn(member.status) || member.status === 'applied'));
  if (told.length === 0) return 0;
  const { slug, name: organizationName } = await findOrganization(scope, session);
  const { corporateMyPage } = await findMemberSettings(scope, session);
  const titleOf = await titlesOf(scope);
  const drafts = told.map(({ member, number, keptLogin }) =>
    numberGivenMail({
      to: mailAddressOf(member),
      name: fullName(member),
      honorific: titleOf(member),
      organizationName,
      memberNumber: number,
      reception: member.memberNumber,
      keptLogin,
      // Nobody is sent to a door that stays shut.
      link: mayUseMyPage(member, corporateMyPage) ? `${platform.env.PUBLIC_URL}/${slug}/my` : null,
      key: `${member._id}:${number}`,
    }),
  );
  await enqueueMails(platform.databases.server, scope, drafts, platform.clock.now(), session);
  return told.length;
}
