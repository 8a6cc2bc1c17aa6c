import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Ledger } from '../../components/Ledger.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { saveCsv } from '../../lib/csv.ts';
import { formatDate, formatDateShort, formatMonth } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { saveBytes } from '../../lib/files.ts';
import { useMay, useMayNot } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PayoutStatementLine, PayoutView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import { payoutTexts } from './payout-texts.ts';
import './payments-admin.css';

/** 振込明細: the sums of one payout, and every payment that they are made of. */
export function PayoutScreen() {
  const org = useOrg();
  const words = useWords(payoutTexts);
  const trpc = useTRPC();
  const payoutId = useRouteId('payoutId');
  const pages = useInfiniteQuery(
    trpc.payouts.statement.infiniteQueryOptions({ payoutId }, { getNextPageParam: (page) => page.next ?? undefined, initialCursor: null }),
  );
  const payout = pages.data?.pages[0]?.payout;
  return (
    <>
      <PageHead
        title={payout ? fill(words.statement, { month: formatMonth(payout.closeMonth) }) : words.title}
        crumb={[{ label: words.title, to: '/$org/admin/payouts', params: { org } }]}
        actions={payout ? <Saves payout={payout} /> : null}
      />
      <PageBody>
        <QueryState query={pages} skeleton={<PanelSkeleton rows={8} />}>
          {(data) => (
            <>
              <States payout={data.pages[0]!.payout} />
              <Facts payout={data.pages[0]!.payout} />
              <Lines lines={data.pages.flatMap((page) => page.lines)} />
              <NextPage pages={pages} label={words.more} />
            </>
          )}
        </QueryState>
      </PageBody>
    </>
  );
}

function States({ payout }: { readonly payout: PayoutView }) {
  const org = useOrg();
  const words = useWords(payoutTexts);
  const may = useMay();
  const mayNot = useMayNot();
  if (payout.state === 'carried_forward') return <Note>{words.carriedNote}</Note>;
  if (payout.state !== 'returned') return null;
  return (
    <Note kind="warn">
      <p>{words.returnedNote}</p>
      {payout.returnReason === '' ? null : <p>{fill(words.returnReason, { reason: payout.returnReason })}</p>}
      {may('settings') ? (
        <LinkButton to="/$org/admin/settings/payouts" params={{ org }}>
          {words.fix}
        </LinkButton>
      ) : null}
      {mayNot('settings') ? <p>{words.fixers}</p> : null}
    </Note>
  );
}

/** gross − fee − returned = net, and no other line (POU-02). */
function Facts({ payout }: { readonly payout: PayoutView }) {
  const words = useWords(payoutTexts);
  const { account } = payout;
  return (
    <Panel title={words.net}>
      <div className="stack">
        <Ledger
          parts={[
            { label: words.gross, amount: payout.gross },
            { label: words.fee, amount: -payout.fee },
            { label: words.returned, amount: -payout.returned },
          ]}
          total={{ label: words.net, amount: payout.net }}
        />
        <Rows>
          <Row label={words.state}>
            <Tag>{words.states[payout.state]}</Tag>
          </Row>
          {payout.state === 'carried_forward' ? null : <Row label={words.payOn}>{formatDate(payout.paidOn ?? payout.payOn)}</Row>}
          {account === null ? null : (
            <Row label={words.account}>
              {fill(words.accountText, {
                bank: account.bankName,
                branch: account.branchName,
                kind: words.accountKinds[account.kind],
                tail: account.tail,
              })}
            </Row>
          )}
          {account === null ? null : <Row label={words.holder}>{account.holder}</Row>}
          {payout.cameBack.map(({ paidOn, returnedOn }, at) => (
            <Row key={at} label={words.cameBack}>
              {fill(words.cameBackOf, { paid: formatDate(paidOn), returned: formatDate(returnedOn) })}
            </Row>
          ))}
        </Rows>
      </div>
    </Panel>
  );
}

function Lines({ lines }: { readonly lines: readonly PayoutStatementLine[] }) {
  const org = useOrg();
  const words = useWords(payoutTexts);
  const methods = useWords(adminPaymentTexts).methods;
  const columns: Column<PayoutStatementLine>[] = [
    { id: 'bookedOn', head: words.bookedOn, cell: (row) => <span className="num nowrap">{formatDateShort(row.bookedOn)}</span>, at: 'sub' },
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.memberName || words.unknownMember,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/payments', params: { org }, search: { q: row.paymentNumber } }),
      at: 'title',
    },
    {
      id: 'number',
      head: words.number,
      cell: (row) => <span className="num">{row.paymentNumber}</span>,
      at: 'drop',
    },
    {
      id: 'method',
      head: words.method,
      cell: (row) => methods[row.method],
      note: (row) => (row.kind === 'money' ? null : words.kinds[row.kind]),
      at: 'state',
    },
    { id: 'amount', head: words.amount + words.yen, cell: (row) => figure(row.amount), align: 'end', at: 'drop' },
    { id: 'fee', head: words.fee + words.yen, cell: (row) => figure(-row.fee), align: 'end', at: 'drop' },
    { id: 'net', head: words.net + words.yen, cell: (row) => figure(row.net), align: 'end', at: 'end' },
  ];
  return (
    <Panel title={words.lines} flush>
      <DataTable label={words.linesTable} columns={columns} rows={lines} rowId={(row) => row.lineId} />
    </Panel>
  );
}

function Saves({ payout }: { readonly payout: PayoutView }) {
  const words = useWords(payoutTexts);
  const methods = useWords(adminPaymentTexts).methods;
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { payoutId, closeMonth } = payout;
  const csv = useMutation({
    mutationFn: async () => {
      const lines: PayoutStatementLine[] = [];
      for (let cursor: string | null | undefined = null; cursor !== undefined;) {
        const page: { lines: PayoutStatementLine[]; next: string | null } = await queries.fetchQuery(
          trpc.payouts.statement.queryOptions({ payoutId, cursor }),
        );
        lines.push(...page.lines);
        cursor = page.next ?? undefined;
      }
      const head = [words.bookedOn, words.member, words.number, words.method, words.amount, words.fee, words.net];
      const rows = lines.map((line) => [
        line.bookedOn,
        `${line.memberNumber} ${line.memberName}`.trim(),
        line.paymentNumber,
        line.kind === 'money' ? methods[line.method] : `${methods[line.method]} ${words.kinds[line.kind]}`,
        line.amount,
        line.fee,
        line.net,
      ]);
      const sums = [words.net, '', '', '', payout.gross - payout.returned, payout.fee, payout.net];
      saveCsv(
        fill(words.csvName, { month: closeMonth }),
        [head, ...rows, sums].map((row) => row.map(String)),
      );
    },
  });
  const pdf = useMutation({
    mutationFn: async () => {
      const { fileName, base64 } = await queries.fetchQuery(trpc.payouts.paper.queryOptions({ payoutId }));
      saveBytes(fileName, base64, 'application/pdf');
    },
  });
  const failed = csv.error ?? pdf.error;
  return (
    <>
      <Button isPending={csv.isPending} onPress={() => csv.mutate()}>
        {words.csv}
      </Button>
      <Button isPending={pdf.isPending} onPress={() => pdf.mutate()}>
        {words.pdf}
      </Button>
      {failed ? <span role="alert">{errorText(failed)}</span> : null}
    </>
  );
}
