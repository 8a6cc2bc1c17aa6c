import { mostInGroup } from '@tsudoi/shared/contracts/members/member-condition.contract';
import { ChoiceCards } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import type { Option } from '../../components/Select.tsx';
import { fill, useWords } from '../../lib/words.ts';
import { conditionTexts } from './condition-texts.ts';
import './record.css';

/** Whether a condition holds beside all others, or is one of a group of which one has to hold. */
export type Where = 'all' | 'any';

export interface WhereProps {
  readonly where: Where;
  readonly onWhere: (where: Where) => void;
  /** No other condition fits in the group. */
  readonly isFull: boolean;
}

export function WhereChoice({ where, onWhere, isFull }: WhereProps) {
  const words = useWords(conditionTexts);
  if (isFull) return <p className="hint">{fill(words.full, { most: mostInGroup })}</p>;
  return (
    <ChoiceCards
      label={words.where}
      value={where}
      options={(['all', 'any'] as const).map((one) => ({ value: one, label: words.wheres[one], text: words.whereTexts[one] }))}
      onChange={(next) => onWhere(next === 'any' ? 'any' : 'all')}
    />
  );
}

/** The conditions that can stand in the group, to choose one. */
export function GroupDialog({
  options,
  onChoose,
  onClose,
}: {
  readonly options: readonly Option[];
  readonly onChoose: (value: string) => void;
  readonly onClose: () => void;
}) {
  const words = useWords(conditionTexts);
  return (
    <Dialog isOpen onClose={onClose} title={words.wheres.any}>
      <p>{words.whereTexts.any}</p>
      <div className="row record-tags">
        {options.map(({ value, label }) => (
          <button key={value} type="button" className="chip" onClick={() => onChoose(value)}>
            {label}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
