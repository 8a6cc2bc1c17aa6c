import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { useListState } from '../../lib/list-state.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useWords } from '../../lib/words.ts';
import { DuesCardTable } from './DuesCardTable.tsx';
import { PlanTable } from './PlanTable.tsx';
import { ProductDialog } from './ProductDialog.tsx';
import { ProductTable } from './ProductTable.tsx';
import './recurring.css';
import { recurringTexts } from './recurring-texts.ts';

const views = ['products', 'plans', 'dues'] as const;

/** 継続課金: what is charged each month, who pays it, and who pays their dues by card. */
export function RecurringScreen() {
  const org = useOrg();
  const words = useWords(recurringTexts);
  const [state, set] = useListState({ view: 'products', state: '', show: '' });
  const [isAdding, setAdding] = useState(false);
  const view = views.find((one) => one === state.view) ?? 'products';
  const mayWrite = useMay()('billing.write');
  return (
    <>
      <PageHead
        title={words.title}
        actions={
          view === 'products' && mayWrite ? (
            <Button kind="primary" onPress={() => setAdding(true)}>
              {words.products.add}
            </Button>
          ) : undefined
        }
      />
      <LinkTabs
        label={words.views}
        items={views.map((one) => ({
          label: words.view[one],
          to: '/$org/admin/recurring',
          params: { org },
          search: one === 'products' ? {} : { view: one },
          isCurrent: one === view,
        }))}
      />
      <PageBody>
        {view === 'products' ? (
          <ProductTable mayWrite={mayWrite} />
        ) : view === 'dues' ? (
          <DuesCardTable show={state.show} onShow={(chosen) => set({ show: chosen })} />
        ) : (
          <PlanTable state={state.state} onState={(chosen) => set({ state: chosen })} mayWrite={mayWrite} />
        )}
      </PageBody>
      {isAdding ? <ProductDialog product={null} onClose={() => setAdding(false)} /> : null}
    </>
  );
}
