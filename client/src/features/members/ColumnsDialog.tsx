import { type RollColumn, rollColumns, usualRollColumns } from '@tsudoi/shared/contracts/members/roll-column.contract';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Choice.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { useKit } from '../../lib/i18n/kit.ts';
import { fill, useWords } from '../../lib/words.ts';
import { moveColumn, toggleColumn } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

/** Which columns stand, and in which order: boxes and arrows, for the mouse and for the keyboard alike. */
export function ColumnsDialog({
  columns,
  names,
  onChange,
  onClose,
}: {
  readonly columns: readonly RollColumn[];
  readonly names: Readonly<Record<RollColumn, string>>;
  readonly onChange: (columns: readonly RollColumn[]) => void;
  readonly onClose: () => void;
}) {
  const words = useWords(rollTexts).columns;
  const kit = useKit();
  const [said, setSaid] = useState('');
  const move = (column: RollColumn, by: -1 | 1) => {
    const next = moveColumn(columns, column, by);
    onChange(next);
    setSaid(fill(words.moved, { name: names[column], place: next.indexOf(column) + 1 }));
  };
  const listed = [...columns, ...rollColumns.filter((column) => !columns.includes(column))];
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <ul className="roll-columns">
        {listed.map((column) => (
          <li key={column}>
            <Checkbox isSelected={columns.includes(column)} onChange={() => onChange(toggleColumn(columns, column))}>
              {names[column]}
            </Checkbox>
            {columns.includes(column) ? (
              <span className="row">
                <button
                  type="button"
                  className="icon-btn"
                  aria-label={fill(words.up, { name: names[column] })}
                  onClick={() => move(column, -1)}
                >
                  <ArrowUp size={16} aria-hidden />
                </button>
                <button
                  type="button"
                  className="icon-btn"
                  aria-label={fill(words.down, { name: names[column] })}
                  onClick={() => move(column, 1)}
                >
                  <ArrowDown size={16} aria-hidden />
                </button>
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      <p className="sr-only" role="status">
        {said}
      </p>
      <DialogActions>
        <Button size="lg" onPress={() => onChange(usualRollColumns)}>
          {words.usual}
        </Button>
        <Button size="lg" kind="primary" onPress={onClose}>
          {kit.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
