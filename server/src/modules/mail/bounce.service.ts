import type { BouncedMember, BouncingAddresses, TrustAddressInput } from '@tsudoi/shared/contracts/mail/bounce.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { type BouncedAddressRow, addressKey, bouncingAmong } from '../../platform/bounced-addresses.ts';
import type { MailRow } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type MemberDocument, addressesOf, findMember, membersAtAddresses } from '../members/members.public.ts';
import { addBounce, bouncingAddresses, forgetAddress, stopAddress } from './bounced-address.repository.ts';
import { type Bounce, isTooOften } from './bounce.rules.ts';
import { findMail, markBounced } from './mail.repository.ts';

type Row = z.output<typeof BouncedMember>;

/** An address did not take a mail: from now on it counts as one that takes none, or once it has happened too often. */
export async function noteAtAddress(
  db: Db,
  { _id: mailId, orgId, to }: Pick<MailRow, '_id' | 'orgId' | 'to'>,
  { at, isLasting }: { readonly at: Date; readonly isLasting: boolean },
): Promise<void> {
  const scope = mintOrgScope(orgId);
  const { soft } = await addBounce(db, scope, to, { mailId, at, isLasting });
  if (isTooOften(soft, at)) await stopAddress(db, scope, to);
}

/**
 * A mail that had left did not arrive: the address is noted, the mail is given up, and what it was to say goes another way,
 * as if it had never left (MAI-05). The same news again changes nothing.
 * @throws DomainError UNAVAILABLE while the sender has not written down that the mail left: the provider comes again
 */
export async function noteBounce(platform: Platform, bounce: Bounce): Promise<void> {
  const db = platform.databases.server;
  const mail = await findMail(db, bounce.mailId);
  const isOurs = mail && bounce.to.some((address) => addressKey(address) === addressKey(mail.to));
  if (!mail || !isOurs || (mail.providerMessageId !== null && mail.providerMessageId !== bounce.providerMessageId)) return;
  if (mail.state === 'waiting' || mail.state === 'sending') throw new DomainError('UNAVAILABLE');
  if (mail.state !== 'sent') return;
  // Before the mail is given up: whoever is killed in between is told once more, and both come to the same.
  if (bounce.why !== 'none') await noteAtAddress(db, mail, { at: bounce.at, isLasting: bounce.why === 'lasting' });
  await inTransaction(platform.databases.client, async (session) => {
    if (await markBounced(db, mail._id, session)) await platform.hooks.mailGivenUp(mail, session);
  });
  platform.log.warn({ mailId: mail._id, purpose: mail.purpose, why: bounce.why }, 'a mail did not arrive');
}

const shown = 200;
const rowOf = ({ _id, memberNumber, ...member }: MemberDocument, address: string, at: Date): Row => ({
  memberId: _id,
  memberNumber,
  memberName: fullName(member),
  address,
  at: at.toISOString(),
});

/** Members with an address that takes no mail, the newest first. */
export async function bouncedMembers(platform: Platform, scope: OrgScope): Promise<{ rows: Row[] }> {
  const found = await bouncingAddresses(platform.databases.server, scope, shown);
  const members = await membersAtAddresses(
    scope,
    found.map(({ address }) => address),
  );
  const own = members.flatMap((member) => addressesOf(member).map((address) => ({ member, address })));
  const at = (row: BouncedAddressRow) => own.filter(({ address }) => addressKey(address) === row.address);
  return { rows: found.flatMap((row) => at(row).map(({ member, address }) => rowOf(member, address, row.at))) };
}

/** Of the addresses that a member is written to, those that take no mail. @throws DomainError NOT_FOUND */
export async function bouncingOf(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<z.output<typeof BouncingAddresses>> {
  const own = addressesOf(await findMember(scope, memberId));
  return { addresses: [...(await bouncingAmong(platform.databases.server, scope, own))] };
}

/** Mails go to an address of a member again, until one comes back. @throws DomainError NOT_FOUND also where none came back, or it is not theirs */
export async function trustAddress(
  platform: Platform,
  actor: UserActor,
  { memberId, address }: z.output<typeof TrustAddressInput>,
): Promise<void> {
  const { scope } = actor;
  const member = await findMember(scope, memberId);
  if (!addressesOf(member).some((own) => addressKey(own) === addressKey(address))) throw new DomainError('NOT_FOUND');
  await inTransaction(platform.databases.client, async (session) => {
    if (!(await forgetAddress(platform.databases.server, scope, address, session))) throw new DomainError('NOT_FOUND');
    const note = { action: 'mail.trust', subjectKind: 'member', subjectId: memberId, subjectName: fullName(member), fields: [] } as const;
    await recordAudit(platform, scope, actor, note, session);
  });
}
