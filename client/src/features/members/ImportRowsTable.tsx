import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Diff } from '../../components/Diff.tsx';
import { Empty } from '../../components/Empty.tsx';
import { TextLink } from '../../components/Link.tsx';
import { formatDateShort } from '../../lib/dates.ts';
import { filledRefusal, issueText } from '../../lib/errors.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ImportJobView, ImportRowView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { importTexts } from './import-texts.ts';

export type RowKind = 'all' | 'new' | 'changed' | 'unchanged' | 'error' | 'failed' | 'kept';
const size = 50;

/** What a column is, in a word: one of ours, or a field of the organisation's own. */
function useTargetName(job: ImportJobView): (target: ImportJobView['targets'][number]) => string {
  const words = useWords(importTexts);
  return (target) =>
    words.shortTargets[target as keyof typeof words.shortTargets] ?? job.customTargets.find((own) => own.target === target)?.label ?? '';
}

/** What is wrong with a cell, in words. */
export function useReasons(job: ImportJobView): (row: ImportRowView) => { readonly key: string; readonly text: string }[] {
  const words = useWords(importTexts);
  const kit = useKit();
  const nameOf = useTargetName(job);
  return (row) =>
    row.errors.map(({ target, code, value }) => {
      const known = words.codes[code as keyof typeof words.codes];
      const text = known === undefined ? issueText(code, kit) : filledRefusal(known, { value });
      // Some say where the first of two is; that is no text of the cell.
      const isCell = value !== '' && !known?.includes('{{value}}');
      const column = target === null ? '' : nameOf(target);
      const whole = target === null ? text : fill(isCell ? words.columnValue : words.columnText, { column, value, text });
      return { key: `${target}-${code}`, text: whole };
    });
}

/** What comes into somebody's history, in words. */
function Statuses({ row }: { readonly row: ImportRowView }) {
  const words = useWords(importTexts);
  const { statuses } = useWords(adminMemberTexts).detail;
  // Having joined is left out: whoever is active later on has come back.
  return row.statuses.map(({ status, effectiveOn }) => (
    <span key={effectiveOn}>
      {fill(status === 'active' ? words.backFrom : words.statusFrom, { status: statuses[status], date: formatDateShort(effectiveOn) })}
    </span>
  ));
}

/** Who is in the way of a row, and by what. */
function Holder({ row: { holder } }: { readonly row: ImportRowView }) {
  const words = useWords(importTexts);
  const org = useOrg();
  if (holder === null) return null;
  return (
    <span>
      {words.holder[holder.by]}
      <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: holder.memberId }}>
        {holder.name}
      </TextLink>
    </span>
  );
}

/** A page of the rows of a file, of one kind. */
export function ImportRowsTable({ job, kind, label, total }: { job: ImportJobView; kind: RowKind; label: string; total: number }) {
  const words = useWords(importTexts);
  const org = useOrg();
  const trpc = useTRPC();
  const reasons = useReasons(job);
  const nameOf = useTargetName(job);
  // Where each page seen so far begins: a page is found by the place of its first row.
  const [pages, setPages] = useState<readonly number[]>([0]);
  const rows = useQuery(trpc.memberImports.rows.queryOptions({ importJobId: job.importJobId, kind, after: pages.at(-1) ?? 0, size }));
  const lines = (row: ImportRowView, changes: ImportRowView['changes']) => (
    <span className="import-lines">
      {changes.map(({ target, before, after }) => (
        <span key={`${target}-${before}`}>
          <span className="muted">{nameOf(target)}</span>
          <Diff was={before || words.emptyValue} now={after || words.emptyValue} />
        </span>
      ))}
      {row.kind === 'changed' && row.statuses.length > 0 ? (
        <span>
          <span className="muted">{words.statusHead}</span>
          <Statuses row={row} />
        </span>
      ) : null}
      {row.kind === 'error'
        ? reasons(row).map(({ key, text }) => (
            <span key={key} className="import-reason">
              {text}
            </span>
          ))
        : null}
      {row.kind === 'error' ? <Holder row={row} /> : null}
    </span>
  );
  const isResult = kind === 'all' || kind === 'failed' || kind === 'kept';
  const status = {
    id: 'status',
    head: words.statusHead,
    cell: (row: ImportRowView) => (
      <span className="import-lines">
        <Statuses row={row} />
      </span>
    ),
    at: 'sub' as const,
  };
  const columns: Column<ImportRowView>[] = [
    { id: 'line', head: words.lineHead, cell: (row) => row.line, align: 'end', at: 'end' },
    { id: 'number', head: words.number, cell: (row) => row.memberNumber || <span className="faint">{words.auto}</span>, at: 'drop' },
    {
      id: 'name',
      head: words.name,
      cell: (row) => row.name,
      note: (row) => (row.isCorporate ? fill(words.corporateNote, { kana: row.kana }) : row.kana),
      to: (row) =>
        row.memberId === null || row.undo === 'removed'
          ? null
          : { to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } },
      at: 'title',
    },
    ...(kind === 'error' || kind === 'changed'
      ? [
          {
            id: 'what',
            head: kind === 'error' ? words.reason : words.changes,
            cell: (row: ImportRowView) => lines(row, row.changes),
            at: 'sub' as const,
          },
        ]
      : isResult
        ? [
            {
              id: 'outcome',
              head: words.outcome,
              cell: (row: ImportRowView) => (
                <span className="import-lines">
                  <span>{row.undo ? words.undoOutcomes[row.undo] : row.outcome ? words.outcomes[row.outcome] : ''}</span>
                  {row.kind === 'error' ? lines(row, []) : <Holder row={row} />}
                </span>
              ),
              at: 'sub' as const,
            },
          ]
        : [
            { id: 'type', head: words.type, cell: (row: ImportRowView) => row.membershipTypeName, at: 'drop' as const },
            ...(Object.keys(job.statuses).length > 0 ? [status] : []),
            { id: 'tidied', head: words.tidied, cell: (row: ImportRowView) => lines(row, row.cleaned), at: 'sub' as const },
          ]),
  ];
  const from = (pages.length - 1) * size;
  const shown = rows.data?.rows.length ?? 0;
  const next = rows.data?.next ?? null;
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={rows.data?.rows}
      rowId={(row) => String(row.line)}
      query={rows}
      page={{
        total,
        shown: [shown === 0 ? 0 : from + 1, from + shown],
        ...(pages.length > 1 ? { onPrevious: () => setPages(pages.slice(0, -1)) } : {}),
        ...(next === null ? {} : { onNext: () => setPages([...pages, next]) }),
      }}
      empty={<Empty title={words.none} />}
    />
  );
}
