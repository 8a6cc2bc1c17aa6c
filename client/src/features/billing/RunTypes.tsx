import { Checkbox } from '../../components/Choice.tsx';
import { Yen } from '../../components/Yen.tsx';
import { figure } from '../../lib/money.ts';
import type { MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { runTexts } from './run-texts.ts';

interface RunTypesProps {
  readonly types: readonly MembershipTypeView[];
  readonly excluded: ReadonlySet<string>;
  onChange(excluded: ReadonlySet<string>): void;
}

/** Who is meant, type by type, with today's register as a first estimate. */
export function RunTypes({ types, excluded, onChange }: RunTypesProps) {
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
export function RunEstimate({ types, excluded }: Pick<RunTypesProps, 'types' | 'excluded'>) {
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
