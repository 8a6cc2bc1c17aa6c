import type { MailBankDetailsInput } from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { billsOf, factsOf, isPayable, outstandingYen } from '../billing/billing.public.ts';
import { awaitNumbers, billingAddressOf, findMember, titlesOf } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { bankDetailsMail } from './bank-details.mail.ts';
import { paperSettingsOf } from './paper-settings.service.ts';

/**
 * Tells by one mail where to transfer what is open of a member, once per key; to them, or to whoever pays for them (PAY-20).
 * @throws DomainError NOT_FOUND, BANK_DETAILS_MISSING, NO_ADDRESS, BILL_NOT_PAYABLE where nothing is open
 */
export async function mailBankDetails(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { memberId, email, idempotencyKey }: z.output<typeof MailBankDetailsInput>,
): Promise<{ to: string }> {
  const db = platform.databases.server;
  const member = await findMember(scope, memberId);
  const [{ name }, { settings }, titleOf] = await Promise.all([findOrganization(scope), paperSettingsOf(platform, scope), titlesOf(scope)]);
  if (settings.bankName === '' || settings.bankAccountNumber === '' || settings.bankHolder === '')
    throw new DomainError('BANK_DETAILS_MISSING');
  const to = email === '' ? billingAddressOf(member) : email;
  if (to === '') throw new DomainError('NO_ADDRESS');
  const open = (await billsOf(db, scope).find({ memberId }).limit(500).toArray()).filter(({ status }) => isPayable(status));
  if (open.length === 0) throw new DomainError('BILL_NOT_PAYABLE');
  const { memberNumber } = member;
  const letter = bankDetailsMail({
    to,
    organizationName: name,
    memberName: `${member.familyName} ${member.givenName}`.trim(),
    honorific: titleOf(member),
    memberNumber,
    awaitsNumber: (await awaitNumbers(platform, scope, [member])).has(member),
    bills: open.map((bill) => ({ billName: bill.billName, open: outstandingYen(factsOf(bill)) })),
    settings,
    key: idempotencyKey,
  });
  await inTransaction(platform.databases.client, async (session) => {
    await enqueueMail(db, scope, letter, platform.clock.now(), session);
    const note = { action: 'bankDetails.mail', subjectKind: 'member', subjectId: memberId, subjectName: memberNumber, fields: [] } as const;
    await recordAudit(platform, scope, actor, note, session);
  });
  platform.nudgeMail();
  return { to };
}
