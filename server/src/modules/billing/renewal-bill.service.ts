import { itemPriceOn } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import type { TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { RenewalRefusal, TermKind } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { AdjustmentId } from '@tsudoi/shared/kernel/ids';
import { type FiscalYear, type JstDate, fiscalYearOf, monthOf } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { type MemberDocument, feeOn, findMembershipType } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { adjustmentsOfMember } from './adjustment.repository.ts';
import { type BillAmount, adjustedAmount } from './bill-amount.rules.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';
import { duesItem } from './billing-item.repository.ts';
import { feeParts, feeTermsOf, itemOfBill, termLabel } from './fee-table.rules.ts';
import { openAnew, priced } from './reissue.service.ts';
import { singleBill } from './single-bill.rules.ts';

/** Which term of whom is asked for. */
interface RenewalAsked {
  readonly member: MemberDocument;
  /** First day of the new term: the price in force on it counts (RNK-02). */
  readonly from: JstDate;
  readonly months: number;
}

interface RenewalFee extends BillAmount {
  readonly item: NonNullable<Awaited<ReturnType<typeof duesItem>>>;
  readonly typeName: string;
  readonly taxCategory: TaxCategory;
  readonly fiscalYear: FiscalYear;
  readonly oneTimeAdjustmentIds: AdjustmentId[];
}

const refused = (why: RenewalRefusal) => new DomainError('RENEWAL_REFUSED', { why });

/**
 * What a term costs a member: the fee of their present type for one term, with their adjustments, never shared out. The
 * year's dues that were billed already are not asked for again. @throws DomainError RENEWAL_REFUSED
 */
export async function renewalFee(
  platform: Platform,
  scope: OrgScope,
  { member, from, months }: RenewalAsked,
  session?: ClientSession,
): Promise<RenewalFee> {
  const db = platform.databases.server;
  const item = await duesItem(db, scope);
  const type = await findMembershipType(scope, member.membershipTypeId);
  const { fiscalYearStartMonth } = await findOrganization(scope);
  if (!item || !type) throw refused('no_item');
  const fiscalYear = fiscalYearOf(from, fiscalYearStartMonth);
  const bills = await billsOf(db, scope)
    .find({ memberId: member._id }, session ? { session } : {})
    .toArray();
  const isSameTime = (bill: BillDocument) =>
    bill.fiscalYear === fiscalYear && (bill.category === 'annual' || bill.allocationStartMonth === monthOf(from));
  if (bills.some((bill) => bill.live && bill.itemId === item._id && isSameTime(bill))) throw refused('year_billed');
  const fees = feeTermsOf(item);
  if (fees.exemptTypeIds.includes(type._id)) throw refused('nothing_to_pay');
  const unitPrice = fees.feesFrom === 'table' ? itemPriceOn(fees.prices, type._id, from) : feeOn(type, from);
  if (unitPrice === null) throw refused('no_price');
  const applied = (await adjustmentsOfMember(db, scope, member._id, session)).filter(({ usedByBillId }) => usedByBillId === null);
  const parts = feeParts(
    { proration: 'none', perUnit: fees.perUnit },
    {
      unitPrice,
      units: member.units ?? 1,
      since: member.joinedOn,
      allocationStartMonth: monthOf(from),
      period: { from, to: from },
      label: termLabel(months, type.name, item.name),
    },
  );
  const price = adjustedAmount(
    parts,
    applied.map(({ kind, amount, reason }) => ({ kind, amount, reason })),
  );
  if (price.amount <= 0) throw refused('nothing_to_pay');
  const { taxCategory } = itemOfBill(item, type._id);
  const oneTimeAdjustmentIds = applied.filter(({ kind }) => kind === 'one_time').map(({ _id }) => _id);
  return { ...price, item, typeName: type.name, taxCategory, fiscalYear, oneTimeAdjustmentIds };
}

/**
 * Makes and opens the bill for a member's next term in the caller's transaction, which holds the renewal: it is the only one
 * of it. Whoever asks tells the member. Terms of a year and longer are annual dues, shorter ones recurring dues of their
 * first month, so that several fit into a year. @throws DomainError RENEWAL_REFUSED
 */
export async function billRenewal(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  asked: RenewalAsked & { readonly kind: TermKind; readonly renewalId: string; readonly dueOn: JstDate },
  session: ClientSession,
): Promise<BillDocument> {
  const fee = await renewalFee(platform, scope, asked, session);
  const { member, kind, months, from, dueOn, renewalId } = asked;
  const category = months < 12 ? 'recurring' : 'annual';
  const [year, month] = monthOf(from).split('-').map(Number);
  const time = category === 'annual' ? `${fee.fiscalYear}年度` : `${year}年${month}月から${months}か月分`;
  const billName = `${time} ${fee.item.name}`;
  const draft = {
    ...singleBill(scope, {
      member,
      membershipTypeName: fee.typeName,
      category,
      billName,
      item: { itemId: fee.item._id, proviso: category === 'annual' ? fee.item.proviso : billName, taxCategory: fee.taxCategory },
      amount: fee.amount,
      fiscalYear: fee.fiscalYear,
      dueOn,
      requestKey: '',
      requestHash: '',
      today: platform.clock.today(),
      now: platform.clock.now(),
    }),
    ...priced(fee, fee.taxCategory),
    allocationStartMonth: monthOf(from),
    oneTimeAdjustmentIds: fee.oneTimeAdjustmentIds,
    requestKey: null,
    renewalId,
    termMonths: months,
    termKind: kind,
    pricedOn: from,
  };
  const [bill] = await openAnew(platform, scope, actor, [draft], `renewal:${renewalId}`, session);
  return bill!;
}
