import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { TermSettingsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { renewalTexts } from './renewal-texts.ts';
import { FillTerms, TermSettingsDialog } from './TermSettingsDialog.tsx';

/** 設定 → 有効期間と更新: by membership type. Off at first: nothing changes for whoever does not use it. */
export function TermSettingsScreen() {
  const words = useWords(renewalTexts).settings;
  const trpc = useTRPC();
  const list = useQuery(trpc.renewals.settings.queryOptions());
  const [editing, setEditing] = useState<TermSettingsView | null>(null);
  const [filling, setFilling] = useState<TermSettingsView | null>(null);
  const termOf = ({ hasTerms, kind, months }: TermSettingsView) => {
    if (!hasTerms) return words.none;
    return kind === 'rolling' ? fill(words.rolling, { months }) : fill(words.fiscal, { years: Math.ceil(months / 12) });
  };
  const columns: Column<TermSettingsView>[] = [
    { id: 'type', head: words.type, cell: (row) => <b>{row.name}</b>, at: 'title' },
    { id: 'term', head: words.term, cell: termOf, at: 'sub' },
    {
      id: 'automatic',
      head: words.automatic,
      cell: (row) => (row.hasTerms && row.autoRenewal ? words.automaticOn : words.automaticOff),
      at: 'drop',
    },
    {
      id: 'without',
      head: words.without,
      cell: (row) => (row.withoutTerm === null ? null : fill(words.people, { count: figure(row.withoutTerm) })),
      align: 'end',
      at: 'drop',
    },
    {
      id: 'acts',
      head: <span className="sr-only">{words.edit}</span>,
      cell: (row) => (
        <span className="row">
          <Button size="sm" label={fill(words.editOf, { name: row.name })} onPress={() => setEditing(row)}>
            {words.edit}
          </Button>
          {row.withoutTerm === null || row.withoutTerm === 0 ? null : (
            <Button size="sm" label={fill(words.fillOf, { name: row.name })} onPress={() => setFilling(row)}>
              {words.fill}
            </Button>
          )}
        </span>
      ),
      at: 'state',
    },
  ];
  return (
    <>
      <PageHead title={words.title} />
      <PageBody>
        <p className="muted">{words.about}</p>
        <DataTable
          label={words.table}
          columns={columns}
          rows={list.data}
          rowId={(row) => row.membershipTypeId}
          query={list}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} />}
        />
      </PageBody>
      {editing === null ? null : <TermSettingsDialog type={editing} onClose={() => setEditing(null)} />}
      {filling === null ? null : <FillTerms type={filling} onClose={() => setFilling(null)} />}
    </>
  );
}
