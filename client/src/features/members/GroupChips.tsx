import type { GroupCondition } from '@tsudoi/shared/contracts/members/member-condition.contract';
import { Fragment } from 'react';
import { Chip } from '../../components/Tag.tsx';
import { useWords } from '../../lib/words.ts';
import type { MembershipTypeView } from '../../lib/views.ts';
import { conditionTexts } from './condition-texts.ts';
import { usePartTexts } from './group.view.ts';
import { partText } from './roll-group.rules.ts';
import './group.css';

/** Conditions of which one has to hold, together and with “or” between them; one alone is a chip like any other. */
export function GroupChips({
  group,
  types,
  onRemove,
}: {
  readonly group: readonly GroupCondition[];
  readonly types: readonly MembershipTypeView[];
  readonly onRemove: (part: GroupCondition) => void;
}) {
  const words = useWords(conditionTexts);
  const { halves, sentence } = usePartTexts(types);
  const chips = group.map((part, at) => {
    const { field, value } = halves(part);
    return (
      <Fragment key={partText(part)}>
        {at === 0 ? null : <span className="chip-group__or">{words.or}</span>}
        <Chip field={field} name={sentence(part)} onRemove={() => onRemove(part)}>
          {value}
        </Chip>
      </Fragment>
    );
  });
  if (group.length < 2) return chips;
  return (
    <span className="chip-group" role="group" aria-label={words.anyOf}>
      {chips}
    </span>
  );
}
