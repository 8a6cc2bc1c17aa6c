import type { ListColumn } from '@tsudoi/shared/contracts/views/list-column.contract';
import type { Column } from '../../components/DataTable.tsx';
import { BillStatusTag, MemberStatusTag } from '../../components/Status.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDateShort } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import type { MemberRow } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { recordTexts } from './record-texts.ts';
import { useRanks } from './record.view.ts';
import './record.css';
import { duesColumns } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

export interface Balance {
  readonly owed: number;
  readonly status: Parameters<typeof BillStatusTag>[0]['status'] | null;
  readonly overdue: boolean;
}

/** The names of all columns of the roll. */
export function useColumnNames(): Readonly<Record<ListColumn<'members'>, string>> {
  const list = useWords(adminMemberTexts).list;
  const more = useWords(rollTexts).columns;
  const { number, name, type, dues, owed, status, email } = list;
  const { rank, tags, formerName } = useWords(recordTexts);
  const { phone, affiliation, joinedOn } = more;
  return { number, name, type, dues, owed, status, email, phone, affiliation, joinedOn, rank, tags, formerName };
}

/** The columns that were chosen, in their order. Three of them sort. Without balances nothing is said of what is owed. */
export function useRollColumns(
  chosen: readonly ListColumn<'members'>[],
  org: string,
  balanceOf: ((row: MemberRow) => Balance | undefined) | null,
): Column<MemberRow>[] {
  const texts = useWords(adminMemberTexts);
  const names = useColumnNames();
  const { rankName } = useRanks();
  const or = (value: string) => (value === '' ? <span className="faint">{texts.detail.none}</span> : value);
  const all: Readonly<Record<ListColumn<'members'>, Omit<Column<MemberRow>, 'head'>>> = {
    number: { id: 'number', cell: (row) => <span className="num">{row.memberNumber}</span>, at: 'drop', sortable: true },
    name: {
      id: 'kana',
      cell: (row) => `${row.familyName} ${row.givenName}`,
      note: (row) => `${row.familyNameKana} ${row.givenNameKana}`,
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
      sortable: true,
    },
    type: { id: 'type', cell: (row) => row.membershipTypeName, at: 'sub' },
    dues: {
      id: 'dues',
      cell: (row) => {
        const balance = balanceOf?.(row);
        return balance?.status ? (
          <BillStatusTag status={balance.status} overdue={balance.overdue} />
        ) : (
          <span className="faint">{texts.detail.none}</span>
        );
      },
      at: 'state',
    },
    owed: {
      id: 'owed',
      cell: (row) => {
        const owed = balanceOf?.(row)?.owed ?? 0;
        return owed === 0 ? '' : figure(owed);
      },
      align: 'end',
      at: 'end',
    },
    status: {
      id: 'status',
      cell: (row) => <MemberStatusTag status={row.status} label={texts.detail.statuses[row.status]} />,
      at: 'drop',
    },
    email: {
      id: 'email',
      cell: (row) => (row.contactEmail === '' ? <span className="faint">{texts.list.noEmail}</span> : row.contactEmail),
      at: 'drop',
    },
    phone: { id: 'phone', cell: (row) => <span className="num">{or(row.phone)}</span>, at: 'drop' },
    affiliation: { id: 'affiliation', cell: (row) => or(row.affiliation), at: 'drop' },
    joinedOn: { id: 'joined', cell: (row) => <span className="num">{formatDateShort(row.joinedOn)}</span>, at: 'drop', sortable: true },
    rank: { id: 'rank', cell: (row) => or(rankName(row.rankId)), at: 'drop' },
    tags: {
      id: 'tags',
      cell: (row) =>
        row.tags.length === 0 ? (
          or('')
        ) : (
          <span className="row record-tags">
            {row.tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </span>
        ),
      at: 'drop',
    },
    formerName: { id: 'formerName', cell: (row) => or(row.formerName), at: 'drop' },
  };
  const told = balanceOf === null ? chosen.filter((column) => !duesColumns.includes(column)) : chosen;
  return told.map((column) => ({ head: names[column], ...all[column] }));
}
