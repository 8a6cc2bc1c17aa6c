import { type ListColumn, type ViewList, listColumns } from '@tsudoi/shared/contracts/views/list-column.contract';
import { ArrowDown, ArrowUp, GripVertical } from 'lucide-react';
import { useState } from 'react';
import { Button as DragHandle, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import { Button } from '../Button.tsx';
import { Checkbox } from '../Choice.tsx';
import { Dialog, DialogActions } from '../Dialog.tsx';
import { moveColumn, placeColumn, toggleColumn } from '../../lib/columns.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { listWords } from '../../lib/i18n/list-words.ts';
import { fill, useWords } from '../../lib/words.ts';

/** Which columns stand, and in which order: boxes, arrows, and a grip to drag by, for the mouse and for the keyboard alike. */
export function ColumnsDialog<L extends ViewList>({
  list,
  columns: kept,
  withheld = [],
  names,
  onChange,
  onClose,
}: {
  readonly list: L;
  readonly columns: readonly ListColumn<L>[];
  readonly withheld?: readonly ListColumn<L>[];
  readonly names: Readonly<Record<ListColumn<L>, string>>;
  readonly onChange: (columns: readonly ListColumn<L>[]) => void;
  readonly onClose: () => void;
}) {
  const words = useWords(listWords).columns;
  const kit = useKit();
  const drawn = (columns: readonly ListColumn<L>[]) => columns.filter((column) => !withheld.includes(column));
  const columns = drawn(kept);
  const [said, setSaid] = useState('');
  const { all, usual, fixed } = listColumns[list] as { all: readonly ListColumn<L>[]; usual: readonly ListColumn<L>[]; fixed: string };
  const put = (next: readonly ListColumn<L>[], column: ListColumn<L>) => {
    onChange(next);
    setSaid(fill(words.moved, { name: names[column], place: drawn(next).indexOf(column) + 1 }));
  };
  const move = (column: ListColumn<L>, by: -1 | 1) => put(moveColumn(kept, column, by, withheld), column);
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': names[key as ListColumn<L>] })),
    onReorder: ({ keys, target }) => {
      const [column] = [...keys] as ListColumn<L>[];
      if (column === undefined || target.dropPosition === 'on') return;
      const next = placeColumn(kept, column, target.key as ListColumn<L>, target.dropPosition);
      if (next !== kept) put(next, column);
    },
  });
  const listed = [...columns, ...all.filter((column) => !columns.includes(column) && !withheld.includes(column))];
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <GridList
        aria-label={words.title}
        className="list-columns"
        selectionMode="none"
        keyboardNavigationBehavior="tab"
        dragAndDropHooks={dragAndDropHooks}
      >
        {listed.map((column) => (
          <GridListItem key={column} id={column} textValue={names[column]} className="list-column">
            <DragHandle slot="drag" className="icon-btn list-column__grip">
              <GripVertical size={16} aria-hidden />
            </DragHandle>
            <Checkbox isSelected={columns.includes(column)} onChange={() => onChange(toggleColumn(kept, column, fixed))}>
              {names[column]}
            </Checkbox>
            {columns.includes(column) ? (
              <span className="row list-column__moves">
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
          </GridListItem>
        ))}
      </GridList>
      <p className="sr-only" role="status">
        {said}
      </p>
      <DialogActions>
        <Button size="lg" onPress={() => onChange(usual)}>
          {words.usual}
        </Button>
        <Button size="lg" kind="primary" onPress={onClose}>
          {kit.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
