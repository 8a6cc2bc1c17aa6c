import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTold } from '../../components/told.ts';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate, formatMoment } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PayLinkDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { MailDialog, RecordDialog, WithdrawDialog } from './PayLinkDialogs.tsx';
import { PayLinkAddress } from './PayLinkMade.tsx';
import { PayLinkStateTag } from './PayLinkState.tsx';
import { payLinkTexts } from './pay-link-texts.ts';
import './payments-admin.css';

type Line = PayLinkDetail['lines'][number];

/** One link: what became of its bills, and what the office can do with it. */
export function PayLinkScreen() {
  const payLinkId = useRouteId('payLinkId');
  const org = useOrg();
  const texts = useWords(payLinkTexts);
  const trpc = useTRPC();
  const link = useQuery(trpc.payLinks.get.queryOptions({ payLinkId }));
  const may = useMay();
  useLive(['bills', 'payments', 'charges']);
  return (
    <>
      <PageHead
        title={link.data?.payerName ?? texts.title}
        crumb={[{ label: texts.detail.crumb, to: '/$org/admin/pay-links', params: { org } }]}
        {...(link.data && may('payments.write') ? { actions: <Acts link={link.data} /> } : {})}
      />
      <PageBody>
        <QueryState query={link} skeleton={<ListSkeleton rows={4} />}>
          {(data) => (
            <>
              <Facts link={data} />
              <Panel title={texts.detail.lines} flush>
                <Lines lines={data.lines} />
              </Panel>
            </>
          )}
        </QueryState>
      </PageBody>
    </>
  );
}

function Facts({ link }: { readonly link: PayLinkDetail }) {
  const texts = useWords(payLinkTexts);
  const words = texts.detail;
  return (
    <Panel title={words.facts}>
      <Rows>
        <Row label={texts.state}>
          <PayLinkStateTag state={link.state} />
        </Row>
        <Row label={texts.bills}>{fill(texts.billsOf, { bills: link.bills, members: link.members })}</Row>
        <Row label={texts.asked}>
          <Yen value={link.asked} />
        </Row>
        <Row label={texts.open}>
          <Yen value={link.open} />
        </Row>
        <Row label={texts.expires}>{formatDate(link.expiresOn)}</Row>
        <Row label={words.contact}>{link.contactName || words.none}</Row>
        <Row label={words.email}>{link.email || words.none}</Row>
        <Row label={words.mailed}>{link.mailedAt === null ? words.notMailed : formatMoment(link.mailedAt)}</Row>
        <Row label={words.created}>{fill(words.createdBy, { when: formatMoment(link.createdAt), name: link.createdBy })}</Row>
        {link.withdrawnReason === '' ? null : <Row label={words.reason}>{link.withdrawnReason}</Row>}
      </Rows>
    </Panel>
  );
}

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  const org = useOrg();
  const texts = useWords(payLinkTexts);
  const columns: Column<Line>[] = [
    { id: 'member', head: texts.form.member, cell: (row) => row.memberName, note: (row) => row.memberNumber, at: 'title' },
    {
      id: 'bill',
      head: texts.form.bill,
      cell: (row) => row.billName,
      note: (row) => row.billNumber,
      to: (row) => ({ to: '/$org/admin/bills/$billId', params: { org, billId: row.billId } }),
      at: 'sub',
    },
    {
      id: 'state',
      head: texts.state,
      cell: (row) => (
        <>
          {texts.detail.lineStates[row.state]} {row.changed ? <Tag>{texts.detail.changed}</Tag> : null}
        </>
      ),
      at: 'state',
    },
    { id: 'amount', head: texts.detail.amount, cell: (row) => figure(row.amount), align: 'end', at: 'end' },
  ];
  return <DataTable label={texts.detail.table} columns={columns} rows={lines} rowId={(row) => row.billId} />;
}

type Doing = 'mail' | 'record' | 'withdraw' | null;

function Acts({ link }: { readonly link: PayLinkDetail }) {
  const texts = useWords(payLinkTexts);
  const words = texts.detail;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [doing, setDoing] = useState<Doing>(null);
  const [url, setUrl] = useState<string | null>(null);
  const told = useTold();
  const renew = useMutation(
    trpc.payLinks.renew.mutationOptions({
      ...told,
      onSuccess: (made) => {
        setUrl(made.url);
        void queries.invalidateQueries(trpc.payLinks.pathFilter());
      },
    }),
  );
  const isOpen = link.state === 'open' || link.state === 'paying';
  const close = () => {
    setDoing(null);
    void queries.invalidateQueries();
  };
  return (
    <>
      {isOpen ? (
        <>
          <Button isPending={renew.isPending} onPress={() => renew.mutate({ payLinkId: link.payLinkId })}>
            {words.renew}
          </Button>
          <Button onPress={() => setDoing('mail')}>{words.mail}</Button>
        </>
      ) : null}
      {isOpen || link.state === 'expired' ? (
        <>
          <Button onPress={() => setDoing('record')}>{words.record}</Button>
          <Button kind="danger" onPress={() => setDoing('withdraw')}>
            {words.withdraw}
          </Button>
        </>
      ) : null}
      {url === null ? null : (
        <Dialog isOpen onClose={() => setUrl(null)} title={words.renew}>
          <PayLinkAddress url={url} />
          <DialogActions>
            <Button size="lg" onPress={() => setUrl(null)}>
              {texts.made.close}
            </Button>
          </DialogActions>
        </Dialog>
      )}
      {doing === 'mail' ? <MailDialog link={link} onClose={close} /> : null}
      {doing === 'record' ? <RecordDialog link={link} onClose={close} /> : null}
      {doing === 'withdraw' ? <WithdrawDialog link={link} onClose={close} /> : null}
    </>
  );
}
