import { type DatedPrice, datedPriceLimit, priceOn } from '@tsudoi/shared/contracts/members/membership-price.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { MembershipTypeDocument } from './membership-type.repository.ts';

type Prices = Pick<MembershipTypeDocument, 'annualFee' | 'prices'>;

const datesOf = ({ prices = [] }: Prices): readonly DatedPrice[] => prices;
const inOrder = (prices: readonly DatedPrice[]): DatedPrice[] => prices.toSorted((left, right) => (left.from < right.from ? -1 : 1));

/** The annual fee of a type on a day (RNK-02). */
export function feeOn(type: Prices, day: JstDate): Yen {
  return priceOn({ firstFee: type.annualFee as DatedPrice['annualFee'], prices: datesOf(type) }, day);
}

/** The day on which the price in force began; null for the first one, which was always there. */
export const feeFrom = (type: Prices, day: JstDate): JstDate | null =>
  inOrder(datesOf(type)).findLast(({ from }) => from <= day)?.from ?? null;

/** Another amount for the price in force; what is planned stays. */
export function withFeeOn(type: Prices, day: JstDate, annualFee: DatedPrice['annualFee']): Prices {
  const begun = feeFrom(type, day);
  if (begun === null) return { annualFee, prices: inOrder(datesOf(type)) };
  return {
    annualFee: type.annualFee,
    prices: inOrder(datesOf(type)).map((price) => (price.from === begun ? { ...price, annualFee } : price)),
  };
}

const notToCome = () => new DomainError('INVALID_INPUT', {}, [{ path: ['from'], code: 'not_to_come' }]);

/** A price from a day to come. @throws DomainError INVALID_INPUT for a day that has begun, or when there are too many */
export function withPlannedPrice(type: Prices, price: DatedPrice, today: JstDate): DatedPrice[] {
  if (price.from <= today) throw notToCome();
  const others = datesOf(type).filter(({ from }) => from !== price.from);
  if (others.length >= datedPriceLimit) throw new DomainError('INVALID_INPUT', {}, [{ path: ['from'], code: 'too_big' }]);
  return inOrder([...others, price]);
}

/** Without a planned price; one that is or was in force stays. @throws DomainError INVALID_INPUT, NOT_FOUND */
export function withoutPlannedPrice(type: Prices, from: JstDate, today: JstDate): DatedPrice[] {
  if (from <= today) throw notToCome();
  if (!datesOf(type).some((price) => price.from === from)) throw new DomainError('NOT_FOUND');
  return inOrder(datesOf(type).filter((price) => price.from !== from));
}
