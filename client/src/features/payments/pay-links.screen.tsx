import { useQuery } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { formatDateShort } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PayLinkRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { PayLinkStateTag } from './PayLinkState.tsx';
import { payLinkTexts } from './pay-link-texts.ts';
import './payments-admin.css';

/** Links for payers who settle bills of several members (所属先払い), newest first. */
export function PayLinksScreen() {
  const org = useOrg();
  const words = useWords(payLinkTexts);
  const trpc = useTRPC();
  const [state, set] = useListState({ cursor: '' });
  const links = useQuery(trpc.payLinks.list.queryOptions({ cursor: state.cursor === '' ? null : state.cursor }));
  useLive(['bills', 'payments', 'charges']);
  const make = useMay()('payments.write') ? (
    <LinkButton to="/$org/admin/pay-links/new" params={{ org }} kind="primary">
      {words.make}
    </LinkButton>
  ) : undefined;
  const columns: Column<PayLinkRow>[] = [
    {
      id: 'payer',
      head: words.payer,
      cell: (row) => row.payerName,
      note: (row) => row.contactName,
      to: (row) => ({ to: '/$org/admin/pay-links/$payLinkId', params: { org, payLinkId: row.payLinkId } }),
      at: 'title',
    },
    { id: 'bills', head: words.bills, cell: (row) => fill(words.billsOf, { bills: row.bills, members: row.members }), at: 'sub' },
    { id: 'expires', head: words.expires, cell: (row) => <span className="nowrap">{formatDateShort(row.expiresOn)}</span>, at: 'drop' },
    { id: 'state', head: words.state, cell: (row) => <PayLinkStateTag state={row.state} />, at: 'state' },
    { id: 'asked', head: words.asked, cell: (row) => figure(row.asked), align: 'end', at: 'drop' },
    { id: 'open', head: words.open, cell: (row) => figure(row.open), align: 'end', at: 'end' },
  ];
  return (
    <>
      <PageHead title={words.title} actions={make} />
      <PageBody>
        <p className="muted">{words.about}</p>
        <DataTable
          label={words.table}
          columns={columns}
          rows={links.data?.rows}
          rowId={(row) => row.payLinkId}
          query={links}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} action={make} />}
        />
        {state.cursor === '' && (links.data?.nextCursor ?? null) === null ? null : (
          <p className="acts">
            {state.cursor === '' ? null : <Button onPress={() => set({ cursor: '' })}>{words.first}</Button>}
            {links.data?.nextCursor ? <Button onPress={() => set({ cursor: links.data.nextCursor ?? '' })}>{words.next}</Button> : null}
          </p>
        )}
      </PageBody>
    </>
  );
}
