import { fullName } from '@tsudoi/shared/kernel/names';
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
import { type RollColumn, type RollPlace, withheldColumns } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

export interface Balance {
  readonly owed: number;
  readonly status: Parameters<typeof BillStatusTag>[0]['status'] | null;
  readonly overdue: boolean;
}

type Kind = RollPlace<'members'>['kind'];

/** The names of all columns of the roll. */
export function useColumnNames(kind: Kind): Readonly<Record<RollColumn, string>> {
  const list = useWords(adminMemberTexts).list;
  const more = useWords(rollTexts).columns;
  const { number, name, type, dues, owed, status, email } = list;
  const { rank, tags, formerName, contactName: contact, corporate } = useWords(recordTexts);
  const { phone, affiliation, joinedOn } = more;
  const who = kind === 'corporate' ? corporate.name : name;
  return { number, name: who, contact, type, dues, owed, status, email, phone, affiliation, joinedOn, rank, tags, formerName };
}

type BalanceOf = ((row: MemberRow) => Balance | undefined) | null;

/** Without balances nothing is said of what is owed, and without ranks nothing of them. */
export function useWithheld(balanceOf: BalanceOf): readonly RollColumn[] {
  const { ranks } = useRanks();
  return withheldColumns({ balances: balanceOf !== null, ranks: ranks.length > 0 });
}

/** The columns that were chosen, in their order, but for those that are withheld. Three of them sort. */
export function useRollColumns(chosen: readonly RollColumn[], kind: Kind, org: string, balanceOf: BalanceOf): Column<MemberRow>[] {
  const texts = useWords(adminMemberTexts);
  const names = useColumnNames(kind);
  const { rankName } = useRanks();
  const withheld = useWithheld(balanceOf);
  const or = (value: string) => (value === '' ? <span className="faint">{texts.detail.none}</span> : value);
  const all: Readonly<Record<RollColumn, Omit<Column<MemberRow>, 'head'>>> = {
    number: { id: 'number', cell: (row) => <span className="num">{row.memberNumber}</span>, at: 'drop', sortable: true },
    name: {
      id: 'kana',
      cell: (row) => fullName(row),
      note: (row) => `${row.familyNameKana} ${row.givenNameKana}`.trim(),
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
      sortable: true,
    },
    contact: { id: 'contact', cell: (row) => or(row.contactName), at: 'sub' },
    type: { id: 'type', cell: (row) => row.membershipTypeName, at: kind === 'corporate' ? 'drop' : 'sub' },
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
  return chosen.filter((column) => !withheld.includes(column)).map((column) => ({ head: names[column], ...all[column] }));
}
