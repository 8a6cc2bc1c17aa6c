import type { ListColumn } from '@tsudoi/shared/contracts/views/list-column.contract';
import type { Column } from '../../components/DataTable.tsx';
import { formatDateShort } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import type { ArrearsRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { arrearsTexts } from './arrears-texts.ts';

type ArrearsColumn = ListColumn<'arrears'>;

/** The names of all columns of the list of who owes. */
export function useArrearsColumnNames(): Readonly<Record<ArrearsColumn, string>> {
  const { member, type, yearsHead: years, owingYears, oldest, outstanding } = useWords(arrearsTexts);
  return { member, type, years, owingYears, oldest, outstanding };
}

/** The columns that were chosen, in their order. */
export function useArrearsColumns(chosen: readonly ArrearsColumn[]): Column<ArrearsRow>[] {
  const org = useOrg();
  const words = useWords(arrearsTexts);
  const names = useArrearsColumnNames();
  const all: Readonly<Record<ArrearsColumn, Omit<Column<ArrearsRow>, 'id' | 'head'>>> = {
    member: {
      cell: (row) => row.memberName,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/payments/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    type: { cell: (row) => row.membershipTypeName, at: 'drop' },
    years: { cell: (row) => <Years row={row} />, at: 'sub' },
    owingYears: { cell: (row) => figure(row.owingYears), align: 'end', at: 'drop' },
    oldest: {
      cell: (row) => (row.oldestDueOn === null ? '' : <span className="num nowrap">{formatDateShort(row.oldestDueOn)}</span>),
      note: (row) => (row.age === null ? '' : words.ages[row.age]),
      at: 'state',
    },
    outstanding: { cell: (row) => figure(row.outstanding), align: 'end', at: 'end' },
  };
  return chosen.map((column) => ({ id: column, head: names[column], ...all[column] }));
}

function Years({ row }: { row: ArrearsRow }) {
  const words = useWords(arrearsTexts);
  return (
    <span className="arrears-years">
      {row.years
        .filter((year) => year.outstanding > 0)
        .map((year) => (
          <span key={year.fiscalYear} className="nowrap">
            {fill(words.yearOwes, { year: String(year.fiscalYear), amount: year.outstanding })}
          </span>
        ))}
    </span>
  );
}
