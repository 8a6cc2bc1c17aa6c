import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { Checkbox } from '../../components/Choice.tsx';
import { Yen } from '../../components/Yen.tsx';
import { figure } from '../../lib/money.ts';
import { itemPriceOn } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import { priceOn } from '@tsudoi/shared/contracts/members/membership-price.contract';
import { useFormValue } from '../../components/Form.tsx';
import type { BillingItemView, MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { monthsOf } from './run.rules.ts';
import { runTexts } from './run-texts.ts';

/** Nobody of a type is billed where the item has no price for it (null), or exempts it. */
type PricedType = MembershipTypeView & { readonly price: number | null; readonly isExempt: boolean };

/** The types with the fee that the chosen year and month will have: the one of the first day that is paid for (RNK-02). */
function usePriced(types: readonly MembershipTypeView[], items: readonly BillingItemView[], startMonth: number): readonly PricedType[] {
  const month = monthsOf(Number(useFormValue('fiscalYear')), startMonth)[Number(useFormValue('startOffset'))];
  const itemId = useFormValue('billingItemId');
  const item = items.find((one) => one.billingItemId === itemId);
  const day = `${month}-01` as JstDate;
  return types.map((type) => ({
    ...type,
    isExempt: item?.exemptTypeIds.includes(type.membershipTypeId) ?? false,
    price: item?.feesFrom === 'table' ? itemPriceOn<number>(item.prices, type.membershipTypeId, day) : priceOn(type, day),
  }));
}

interface RunTypesProps {
  readonly types: readonly MembershipTypeView[];
  readonly items: readonly BillingItemView[];
  readonly excluded: ReadonlySet<string>;
  /** First month of the fiscal year. */
  readonly startMonth: number;
  onChange(excluded: ReadonlySet<string>): void;
}

/** Who is meant, type by type, with today's register as a first estimate. */
export function RunTypes({ types: all, items, excluded, startMonth, onChange }: RunTypesProps) {
  const types = usePriced(all, items, startMonth);
  const words = useWords(runTexts);
  const toggle = (id: string, on: boolean) => {
    const next = new Set(excluded);
    if (on) next.delete(id);
    else next.add(id);
    onChange(next);
  };
  return (
    <table className="run-types">
      <thead>
        <tr>
          <th scope="col">{words.create.type}</th>
          <th scope="col" className="is-end">
            {words.create.members}
          </th>
          <th scope="col" className="is-end">
            {words.create.fee}
          </th>
        </tr>
      </thead>
      <tbody>
        {types.map((type) => (
          <tr key={type.membershipTypeId}>
            <td>
              {type.isExempt ? (
                type.name
              ) : (
                <Checkbox
                  isSelected={!excluded.has(type.membershipTypeId)}
                  onChange={(on) => toggle(type.membershipTypeId, on)}
                  label={fill(words.create.include, { name: type.name })}
                >
                  {type.name}
                </Checkbox>
              )}
            </td>
            <td className="is-end">{fill(words.create.estimatePeople, { count: type.memberCount })}</td>
            <td className="is-end">
              {type.isExempt ? words.create.exempt : type.price === null ? words.create.noPrice : figure(type.price)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the chosen types come to with today's register; the plan itself looks at every member. */
export function RunEstimate({ types: all, items, excluded, startMonth }: Omit<RunTypesProps, 'onChange'>) {
  const types = usePriced(all, items, startMonth);
  const words = useWords(runTexts);
  const included = types.filter((type) => type.price !== null && !type.isExempt && !excluded.has(type.membershipTypeId));
  const people = included.reduce((sum, type) => sum + type.memberCount, 0);
  const amount = included.reduce((sum, type) => sum + type.memberCount * (type.price ?? 0), 0);
  return (
    <div className="run-estimate">
      <p className="sum3__value">
        <span className="sum3__people">
          {figure(people)}
          <small>{people === 1 ? words.plan.person : words.plan.people}</small>
        </span>
        <Yen value={amount} size="l" />
      </p>
      <p className="run-hint">{words.create.estimateHint}</p>
    </div>
  );
}
