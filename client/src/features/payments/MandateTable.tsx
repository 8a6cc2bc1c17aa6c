import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { mandateStates } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { Select } from '../../components/Select.tsx';
import { Status, type StatusKind } from '../../components/Status.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDateShort } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MandateRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { debitTexts } from './debit-texts.ts';
import { MandateDialog } from './MandateDialog.tsx';

const kinds: Readonly<Record<MandateRow['state'], StatusKind>> = {
  requested: 'applied',
  paper_or_web_pending: 'waiting',
  active: 'active',
  stopped: 'suspended',
  invalid: 'failed',
};

interface MandateTableProps {
  readonly state: string;
  readonly onState: (state: string) => void;
  readonly mayWrite: boolean;
}

/** Who pays from a bank account, and how far each is. */
export function MandateTable({ state, onState, mayWrite }: MandateTableProps) {
  const org = useOrg();
  const words = useWords(debitTexts).mandates;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [stopping, setStopping] = useState<MandateRow | null>(null);
  const [registering, setRegistering] = useState<MandateRow | null>(null);
  const chosen = mandateStates.find((one) => one === state) ?? null;
  const mandates = useInfiniteQuery(
    trpc.debits.mandates.infiniteQueryOptions({ state: chosen }, { getNextPageParam: (page) => page.next }),
  );
  const move = useMutation(trpc.debits.moveMandate.mutationOptions());
  const to = async (row: MandateRow, next: 'active' | 'stopped') => {
    const moved = await move.mutateAsync({ mandateId: row.mandateId, to: next, version: row.version });
    await queries.invalidateQueries(trpc.debits.pathFilter());
    toast({ text: fill(words.moved, { name: row.memberName, state: words.states[moved.state] }) });
  };
  const pages = mandates.data?.pages;
  const rows = pages?.flatMap((page) => page.mandates);
  const active = pages?.[0]?.active ?? 0;
  const acts = (row: MandateRow) => {
    if (!mayWrite || row.state === 'stopped' || row.state === 'invalid') return null;
    const of = (act: string) => fill(words.actOf, { name: row.memberName, act });
    return (
      <span className="row">
        {row.account === null ? (
          <Button size="sm" label={of(words.register)} onPress={() => setRegistering(row)}>
            {words.register}
          </Button>
        ) : row.state === 'active' ? null : (
          <Button
            size="sm"
            label={of(words.activate)}
            isPending={move.isPending && move.variables.mandateId === row.mandateId}
            onPress={() => void to(row, 'active').catch((error: unknown) => toast({ text: errorText(error) }))}
          >
            {words.activate}
          </Button>
        )}
        <Button size="sm" kind="ghost" label={of(words.stop)} onPress={() => setStopping(row)}>
          {words.stop}
        </Button>
      </span>
    );
  };
  const columns: Column<MandateRow>[] = [
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.memberName,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    {
      id: 'account',
      head: words.account,
      cell: (row) =>
        row.account === null ? (
          <span className="muted">{words.noAccount}</span>
        ) : (
          fill(words.accountText, {
            bank: row.account.bankName || row.account.bankCode,
            branch: row.account.branchName || row.account.branchCode,
            tail: row.account.accountTail,
          })
        ),
      at: 'sub',
    },
    { id: 'customer', head: words.customer, cell: (row) => <span className="num muted">{row.customerNumber}</span>, at: 'drop' },
    {
      id: 'requested',
      head: words.requested,
      cell: (row) => <span className="num nowrap">{formatDateShort(row.requestedAt)}</span>,
      at: 'drop',
    },
    {
      id: 'state',
      head: words.state,
      cell: (row) => <Status kind={kinds[row.state]} label={words.states[row.state]} />,
      note: (row) => (row.endedBy ? words.endedBy[row.endedBy] : null),
      at: 'state',
    },
    { id: 'actions', head: <span className="sr-only">{words.actions}</span>, cell: acts, align: 'end', at: 'end' },
  ];
  return (
    <>
      <DataTable
        label={words.table}
        columns={columns}
        rows={rows}
        rowId={(row) => row.mandateId}
        query={mandates}
        tools={
          <>
            <Select
              label={words.filter}
              value={chosen ?? ''}
              onChange={onState}
              options={[{ value: '', label: words.all }, ...mandateStates.map((one) => ({ value: one, label: words.states[one] }))]}
            />
            <p className="money-sums">{fill(words.active, { count: active })}</p>
          </>
        }
        empty={chosen === null ? <Empty title={words.emptyTitle} text={words.emptyText} /> : <Empty title={words.noneTitle} />}
      />
      <NextPage pages={mandates} label={words.more} />
      {registering === null ? null : <MandateDialog memberNumber={registering.memberNumber} onClose={() => setRegistering(null)} />}
      {stopping === null ? null : (
        <ConfirmDialog
          isOpen
          onClose={() => setStopping(null)}
          title={fill(words.stopTitle, { name: stopping.memberName })}
          confirmLabel={words.stop}
          kind="danger"
          onConfirm={() => to(stopping, 'stopped')}
        >
          <p>{words.stopText}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
