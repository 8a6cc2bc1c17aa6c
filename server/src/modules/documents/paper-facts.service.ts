import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { SignedInActor } from '../../platform/actor.ts';
import { formatPhone } from '../../platform/phone.ts';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, getBill, writtenDate } from '../billing/billing.public.ts';
import { titlesOf } from '../members/members.public.ts';
import { type OrganizationDocument, findOrganization } from '../organizations/organizations.public.ts';
import { paperSettingsOf } from './paper-settings.service.ts';
import type { PaperSettingsDocument } from './paper-settings.repository.ts';
import type { Issuer } from './issuer.document.ts';
import { isTaxed, paidPeriod } from './paper.rules.ts';

/** What the papers of one organisation have in common; read once for a batch. */
export interface Press {
  readonly organization: OrganizationDocument;
  readonly settings: PaperSettingsDocument['settings'];
  readonly issuer: Issuer;
  /** How members are addressed under their own names. */
  readonly titleOf: Awaited<ReturnType<typeof titlesOf>>;
}

export async function pressOf(platform: Platform, scope: OrgScope): Promise<Press> {
  const organization = await findOrganization(scope);
  const { settings } = await paperSettingsOf(platform, scope);
  const { name, postalAddress, phone, representative } = organization;
  const issuer = { name, address: postalAddress, phone: formatPhone(phone), representative };
  return { organization, settings, issuer, titleOf: await titlesOf(scope) };
}

/** The bill, if the actor may see it: any of the organisation for the office, their own for a member. */
export async function billFor(platform: Platform, actor: SignedInActor, billId: BillId): Promise<BillDocument> {
  const bill = await getBill(platform.databases.server, actor.scope, billId);
  if (actor.kind === 'member' && (bill.memberId !== actor.memberId || bill.confirmedAt === null)) throw new DomainError('NOT_FOUND');
  return bill;
}

/** Dues are for a year or a term; anything billed for itself names no period. */
export function periodOf(bill: BillDocument, { organization }: Press): string {
  if (bill.category !== 'annual') return '';
  const { fiscalYear, allocationStartMonth, termMonths, termKind } = bill;
  return paidPeriod({ fiscalYear, allocationStartMonth, termMonths, termKind, fiscalYearStartMonth: organization.fiscalYearStartMonth });
}

/** Beside the fee: its period, or the day of the deed where the law asks for one. */
export function feeNoteOf(bill: BillDocument, press: Press): string {
  const period = periodOf(bill, press);
  if (period !== '' || !bill.lines.some(({ taxCategory }) => isTaxed(taxCategory))) return period;
  return bill.confirmedAt === null ? '' : writtenDate(jstDateOf(bill.confirmedAt));
}
