import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { Checkbox } from '../../components/Choice.tsx';
import { Yen } from '../../components/Yen.tsx';
import { figure } from '../../lib/money.ts';
import { priceOn } from '@tsudoi/shared/contracts/members/membership-price.contract';
import { useFormValue } from '../../components/Form.tsx';
import type { MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { monthsOf } from './run.rules.ts';
import { runTexts } from './run-texts.ts';

/** The types with the fee that the chosen year and month will have: the one of the first day that is paid for (RNK-02). */
function usePriced(types: readonly MembershipTypeView[], startMonth: number): readonly MembershipTypeView[] {
  const month = monthsOf(Number(useFormValue('fiscalYear')), startMonth)[Number(useFormValue('startOffset'))];
  return types.map((type) => ({ ...type, annualFee: priceOn(type, `${month}-01` as JstDate) }));
}

interface RunTypesProps {
  readonly types: readonly MembershipTypeView[];
  readonly excluded: ReadonlySet<string>;
  /** First month of the fiscal year. */
  readonly startMonth: number;
  onChange(excluded: ReadonlySet<string>): void;
}

/** Who is meant, type by type, with today's register as a first estimate. */
export function RunTypes({ types: all, excluded, startMonth, onChange }: RunTypesProps) {
  const types = usePriced(all, startMonth);
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
              <Checkbox
                isSelected={!excluded.has(type.membershipTypeId)}
                onChange={(on) => toggle(type.membershipTypeId, on)}
                label={fill(words.create.include, { name: type.name })}
              >
                {type.name}
              </Checkbox>
            </td>
            <td className="is-end">{fill(words.create.estimatePeople, { count: type.memberCount })}</td>
            <td className="is-end">{figure(type.annualFee)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the chosen types come to with today's register; the plan itself looks at every member. */
export function RunEstimate({ types: all, excluded, startMonth }: Omit<RunTypesProps, 'onChange'>) {
  const types = usePriced(all, startMonth);
  const words = useWords(runTexts);
  const included = types.filter((type) => !excluded.has(type.membershipTypeId));
  const people = included.reduce((sum, type) => sum + type.memberCount, 0);
  const amount = included.reduce((sum, type) => sum + type.memberCount * type.annualFee, 0);
  return (
    <div className="run-estimate">
      <p className="sum3__value">
        <span className="sum3__people">
          {figure(people)}
          <small>{words.plan.people}</small>
        </span>
        <Yen value={amount} size="l" />
      </p>
      <p className="run-hint">{words.create.estimateHint}</p>
    </div>
  );
}
