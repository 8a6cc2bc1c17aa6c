import type { ListColumn } from '@tsudoi/shared/contracts/views/list-column.contract';
import type { Column } from '../../components/DataTable.tsx';
import { BillStatusTag } from '../../components/Status.tsx';
import { formatDateShort, formatFiscalYear } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import type { BillRow } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { billEditTexts } from './bill-edit-texts.ts';

type BillColumn = ListColumn<'bills'>;

/** The names of all columns of the list of bills. */
export function useBillColumnNames(): Readonly<Record<BillColumn, string>> {
  const { member, name, due, status, amount, rest, year, received } = useWords(adminBillingTexts).bills;
  const { category } = useWords(billEditTexts);
  return { member, name, category, year, due, status, amount, received, rest };
}

/** The columns that were chosen, in their order. The due day sorts. */
export function useBillColumns(chosen: readonly BillColumn[]): Column<BillRow>[] {
  const org = useOrg();
  const names = useBillColumnNames();
  const { categories } = useWords(adminBillingTexts).items;
  const sum = (value: number) => <span className={value === 0 ? 'faint' : undefined}>{figure(value)}</span>;
  const all: Readonly<Record<BillColumn, Omit<Column<BillRow>, 'id' | 'head'>>> = {
    member: {
      cell: (row) => row.memberName,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/bills/$billId', params: { org, billId: row.billId } }),
      at: 'title',
    },
    name: { cell: (row) => row.billName, note: (row) => row.billNumber, at: 'sub' },
    category: { cell: (row) => categories[row.category], at: 'drop' },
    year: { cell: (row) => formatFiscalYear(row.fiscalYear), at: 'drop' },
    due: { cell: (row) => formatDateShort(row.dueOn), sortable: true, at: 'drop' },
    status: {
      cell: (row) => (
        <BillStatusTag
          status={row.status}
          overdue={row.overdue}
          waiting={row.pendingCharge !== null && row.outstanding > 0}
          expected={row.pendingCharge?.state === 'authorized'}
          provisional={row.provisional}
        />
      ),
      at: 'state',
    },
    amount: { cell: (row) => figure(row.amount), align: 'end', at: 'end' },
    received: { cell: (row) => sum(row.allocated), align: 'end', at: 'drop' },
    rest: { cell: (row) => sum(row.outstanding), align: 'end', at: 'drop' },
  };
  return chosen.map((column) => ({ id: column, head: names[column], ...all[column] }));
}
