import { listColumns } from '@tsudoi/shared/contracts/views/list-column.contract';
import type { ArrearsState } from '@tsudoi/shared/contracts/views/saved-view.contract';
import type { SavedViewId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { ColumnsDialog } from '../../components/lists/ColumnsDialog.tsx';
import { BeginsNote, ListTools, type ListToolsProps, PrintHead, viewTabs } from '../../components/lists/ListTools.tsx';
import { ViewDialog } from '../../components/lists/ViewDialog.tsx';
import { ViewMenu } from '../../components/lists/ViewMenu.tsx';
import { columnsText, readColumns } from '../../lib/columns.ts';
import type { ListPlace, SavedViewOf } from '../../lib/list-place.ts';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { tableTexts } from './table-texts.ts';
import { devTexts } from './texts.ts';

const start = { q: '', years: 1, cols: '', view: '' };
type Address = typeof start;
type Tools = ListToolsProps<'arrears', Address>;

const place: ListPlace<'arrears', Address> = {
  list: 'arrears',
  to: '/login',
  start,
  everything: {},
  addressOf: (state) => ({ q: state.q, years: state.minYears, cols: columnsText('arrears', state.columns) }),
};
const usual: ArrearsState = {
  q: '',
  status: 'owing',
  category: null,
  fiscalYear: null,
  minYears: 1,
  size: 50,
  columns: [...listColumns.arrears.usual],
};

/** Lists that are kept as views: their tabs, their tools, their paper. */
export function ListParts() {
  const { sections } = useWords(devTexts);
  const words = useWords(tableTexts);
  const [state, setState] = useState(usual);
  const [open, setOpen] = useState<'columns' | 'keep' | 'rename' | null>(null);
  const close = () => setOpen(null);
  const view: SavedViewOf<'arrears'> = {
    savedViewId: 'sv_01JZZZZZZZZZZZZZZZZZZZZZZZ' as SavedViewId,
    list: 'arrears',
    name: words.twoYears,
    shared: true,
    own: true,
    defaultFor: ['staff'],
    state: { ...usual, minYears: 2 },
  };
  const kept: Tools['kept'] = {
    address: start,
    set: ({ cols }) => (cols === undefined ? undefined : setState({ ...state, columns: readColumns('arrears', cols) })),
    views: [view],
    current: view,
    beginning: view,
    none: 'all',
    permissions: [],
    role: 'staff',
    mayShare: true,
    isOpening: false,
  };
  return (
    <PartSection id="lists" {...sections.lists}>
      <Sample of="LinkTabs · viewTabs" state={words.views} wide>
        <LinkTabs
          label={words.viewsLabel}
          items={[{ label: words.all, to: '/login', count: 1163, isCurrent: false }, ...viewTabs(place, kept, 'shinonome')]}
        />
      </Sample>
      <Sample of="ListTools" state={words.tools} wide>
        <ListTools place={place} kept={kept} state={state} names={words.names} />
      </Sample>
      <Sample of="ViewMenu" state={words.saved}>
        <div className="row row--wrap">
          <ViewMenu list="arrears" state={view.state} views={[view]} current={view} isChanged={false} mayShare onShow={() => undefined} />
        </div>
      </Sample>
      <Sample of="ColumnsDialog · ViewDialog" state={words.dialogs}>
        <div className="row row--wrap">
          <Button onPress={() => setOpen('columns')}>{words.columns}</Button>
          <Button onPress={() => setOpen('keep')}>{words.keep}</Button>
          <Button onPress={() => setOpen('rename')}>{words.rename}</Button>
        </div>
        {open === 'columns' ? (
          <ColumnsDialog
            list="arrears"
            columns={state.columns}
            names={words.names}
            onChange={(columns) => setState({ ...state, columns: [...columns] })}
            onClose={close}
          />
        ) : null}
        {open === 'keep' || open === 'rename' ? (
          <ViewDialog view={open === 'keep' ? null : view} mayShare onClose={close} onSave={() => Promise.resolve()} />
        ) : null}
      </Sample>
      <Sample of="BeginsNote" state={words.begins}>
        <BeginsNote place={place} kept={kept} />
      </Sample>
      <Sample of="PrintHead" state={words.paper}>
        <div className="sample__paper">
          <PrintHead title={words.paperTitle} count={312} />
        </div>
      </Sample>
    </PartSection>
  );
}
