import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { formatDate } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { DebitCollections } from './DebitCollections.tsx';
import { DebitContract } from './DebitContract.tsx';
import { debitTexts } from './debit-texts.ts';
import { MandateDialog } from './MandateDialog.tsx';
import { MandateTable } from './MandateTable.tsx';
import './payments-admin.css';

const start = { view: 'collections', state: '' };
const views = ['collections', 'mandates', 'contract'] as const;

/** 口座振替: what is drawn each month, by whose mandate, under which contract. */
export function DirectDebitScreen() {
  const org = useOrg();
  const words = useWords(debitTexts);
  const trpc = useTRPC();
  const [state, set] = useListState(start);
  const [registering, setRegistering] = useState(false);
  const view = views.find((one) => one === state.view) ?? 'collections';
  const overview = useQuery(trpc.debits.overview.queryOptions());
  const may = useMay();
  const next = overview.data?.next;
  const isOpen = overview.data?.contract?.state === 'approved';
  return (
    <>
      <PageHead
        title={words.title}
        sub={next ? fill(words.next, { on: formatDate(next.debitOn), closes: formatDate(next.closesOn) }) : undefined}
        actions={
          view === 'mandates' && isOpen && may('payments.write') ? (
            <Button kind="primary" onPress={() => setRegistering(true)}>
              {words.mandates.register}
            </Button>
          ) : undefined
        }
      />
      <LinkTabs
        label={words.views}
        items={views
          .filter((one) => one !== 'contract' || may('settings'))
          .map((one) => ({
            label: words.view[one],
            to: '/$org/admin/direct-debit',
            params: { org },
            search: one === 'collections' ? {} : { view: one },
            isCurrent: one === view,
          }))}
      />
      <PageBody>
        <QueryState query={overview} skeleton={<PanelSkeleton />}>
          {({ contract, cardOnly }) =>
            cardOnly && contract === null ? (
              <Empty title={words.cardOnly} text={words.cardOnlyText} />
            ) : view === 'contract' ? (
              <DebitContract contract={contract} />
            ) : contract === null ? (
              <Empty
                title={words.notOpen}
                text={words.notOpenText}
                action={
                  may('settings') ? (
                    <LinkButton to="/$org/admin/direct-debit" params={{ org }} search={{ view: 'contract' }}>
                      {words.toContract}
                    </LinkButton>
                  ) : undefined
                }
              />
            ) : (
              <>
                {contract.state === 'requested' ? <Note kind="warn">{words.waiting}</Note> : null}
                {contract.state === 'ended' ? <Note>{words.over}</Note> : null}
                {view === 'mandates' ? (
                  <MandateTable state={state.state} onState={(chosen) => set({ state: chosen })} mayWrite={may('payments.write')} />
                ) : (
                  <DebitCollections month={next?.month ?? null} mayWrite={may('payments.write')} />
                )}
              </>
            )
          }
        </QueryState>
      </PageBody>
      {registering ? <MandateDialog memberNumber="" onClose={() => setRegistering(false)} /> : null}
    </>
  );
}
