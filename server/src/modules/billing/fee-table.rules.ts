import { type ItemPrice, itemPriceLimit, policiesOf } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import type { AmountPart, TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import {
  type DateRange,
  type FiscalYear,
  type JstDate,
  type JstMonth,
  addDays,
  addMonths,
  firstDayOfMonth,
  fiscalYearRange,
} from '@tsudoi/shared/kernel/jst';
import { type Yen, formatYenFigure, multiplyYen, subtractYen } from '@tsudoi/shared/kernel/yen';
import type { BillingItemDocument } from './billing-item.repository.ts';
import { proratedFee, shareOf } from './proration.rules.ts';

export type FeeTerms = Required<
  Pick<
    BillingItemDocument,
    'category' | 'taxCategory' | 'taxByType' | 'feesFrom' | 'prices' | 'proration' | 'perUnit' | 'billsResting' | 'exemptTypeIds'
  >
> & { readonly dueRule: NonNullable<BillingItemDocument['dueRule']> | null };

/** An item's terms, those of before the fee table included: the annual fee of the membership type, once and whole. */
export function feeTermsOf(item: BillingItemDocument): FeeTerms {
  const { category, taxCategory, taxByType = [], prices = [], proration = 'none', perUnit = false, dueRule = null } = item;
  const { billsResting = false, exemptTypeIds = [] } = item;
  const feesFrom = item.feesFrom ?? (category === 'annual' ? 'membership_type' : 'table');
  return { category, taxCategory, taxByType, feesFrom, prices, proration, perUnit, billsResting, exemptTypeIds, dueRule };
}

/**
 * Only annual dues stand on the membership type or are asked of who rests, and only a period can be shared out. A joining fee is
 * billed with the admission, so that its item exempts nobody. @throws DomainError INVALID_INPUT
 */
export function checkTerms({ category, feesFrom, proration, taxByType, billsResting, exemptTypeIds }: FeeTerms): void {
  const refuse = (field: string) => {
    throw new DomainError('INVALID_INPUT', {}, [{ path: [field], code: 'not_an_option' }]);
  };
  if (!policiesOf[category].includes(proration)) refuse('proration');
  if (feesFrom === 'membership_type' && category !== 'annual') refuse('feesFrom');
  if (new Set(taxByType.map((row) => row.membershipTypeId)).size < taxByType.length) refuse('taxByType');
  if (billsResting && category !== 'annual') refuse('billsResting');
  const twice = new Set(exemptTypeIds).size < exemptTypeIds.length;
  if (twice || (category === 'joining' && exemptTypeIds.length > 0)) refuse('exemptTypeIds');
}

/** The tax of an item for members of a type. */
export function taxOf({ taxCategory, taxByType }: FeeTerms, typeId: MembershipTypeId): TaxCategory {
  return taxByType.find((row) => row.membershipTypeId === typeId)?.taxCategory ?? taxCategory;
}

/** What a single bill takes from an item, for a member of a type. */
export function itemOfBill(item: BillingItemDocument, typeId: MembershipTypeId) {
  return { itemId: item._id, proviso: item.proviso, taxCategory: taxOf(feeTermsOf(item), typeId) };
}

const isOf = (price: Pick<ItemPrice, 'membershipTypeId' | 'from'>) => (other: ItemPrice) =>
  other.membershipTypeId === price.membershipTypeId && other.from === price.from;

/** The table with a price; one of the same type and day is replaced. @throws DomainError INVALID_INPUT when there are too many */
export function withItemPrice(prices: readonly ItemPrice[], price: ItemPrice): ItemPrice[] {
  const same = isOf(price);
  const others = prices.filter((other) => !same(other));
  if (others.filter((other) => other.membershipTypeId === price.membershipTypeId).length >= itemPriceLimit)
    throw new DomainError('INVALID_INPUT', {}, [{ path: ['from'], code: 'too_big' }]);
  return [...others, price].toSorted((left, right) => ((left.from ?? '') < (right.from ?? '') ? -1 : 1));
}

/** @throws DomainError NOT_FOUND */
export function withoutItemPrice(prices: readonly ItemPrice[], price: Pick<ItemPrice, 'membershipTypeId' | 'from'>): ItemPrice[] {
  const same = isOf(price);
  if (!prices.some(same)) throw new DomainError('NOT_FOUND');
  return prices.filter((other) => !same(other));
}

/** What a bill of the item pays for: the fiscal year, or for recurring dues the month. */
export function periodOf(category: FeeTerms['category'], fiscalYear: FiscalYear, month: JstMonth, startMonth: number): DateRange {
  if (category !== 'recurring') return fiscalYearRange(fiscalYear, startMonth);
  const from = firstDayOfMonth(month);
  return { from, to: addDays(addMonths(from, 1), -1) };
}

/** 会員調整額 belong to dues; what is charged beside them is not touched (domain.md 5.1). */
export function adjustsMembers(category: FeeTerms['category']): boolean {
  return category === 'annual';
}

/** What the fee of a term is called: it is for its months, whatever years they lie in (docs/decisions/0043). */
export const termLabel = (months: number, typeName: string, itemName: string): string => `${months}か月分 ${typeName} ${itemName}`;

interface FeeAsked {
  readonly unitPrice: Yen;
  readonly units: number;
  /** Since when the member is in, for that period (`inSince`). */
  readonly since: JstDate;
  readonly allocationStartMonth: JstMonth;
  readonly period: DateRange;
  readonly label: string;
}

/**
 * The parts of a fee before adjustments: unit price × units (domain.md 5.14), then what falls away because the bill does
 * not pay for the whole period: it begins with the member, or with its first month where that is later (5.2).
 */
export function feeParts({ proration, perUnit }: Pick<FeeTerms, 'proration' | 'perUnit'>, asked: FeeAsked): AmountPart[] {
  const units = perUnit ? asked.units : 1;
  const fee = multiplyYen(asked.unitPrice, units);
  const note = perUnit ? `${formatYenFigure(asked.unitPrice)} × ${units}` : '';
  const parts: AmountPart[] = [{ kind: 'fee', label: asked.label, amount: fee, note }];
  const first = firstDayOfMonth(asked.allocationStartMonth);
  const share = shareOf(proration, asked.since > first ? asked.since : first, asked.period);
  const cut = subtractYen(proratedFee(fee, share), fee);
  if (cut !== 0) parts.push({ kind: 'proration', label: '入会時期による減額', amount: cut, note: `${share.of}/${share.from}` });
  return parts;
}
