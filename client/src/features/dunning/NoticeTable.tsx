import { type ReactNode, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable, type DataTableProps } from '../../components/DataTable.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { formatDateShort } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import type { DunningNoticeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';
import { NoticeText } from './NoticeText.tsx';
import { noticeName } from './stage-name.rules.ts';

interface NoticeTableProps {
  readonly label: string;
  readonly dayHead: string;
  readonly rows: readonly DunningNoticeView[] | undefined;
  readonly query?: DataTableProps<DunningNoticeView>['query'];
  readonly empty?: ReactNode;
  readonly hasState?: boolean;
  readonly act?: (row: DunningNoticeView) => ReactNode;
  readonly selection?: DataTableProps<DunningNoticeView, DunningNoticeView['dunningNoticeId']>['selection'];
}

/** Notices, one a line, each to be read word for word. */
export function NoticeTable({ label, dayHead, rows, query, empty, hasState = false, act, selection }: NoticeTableProps) {
  const org = useOrg();
  const words = useWords(dunningTexts);
  const [read, setRead] = useState<DunningNoticeView | null>(null);
  const columns: Column<DunningNoticeView>[] = [
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.memberName,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/payments/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    {
      id: 'stage',
      head: fill(words.pair, { first: words.stage, second: dayHead }),
      cell: (row) => <span className="nowrap">{noticeName(words, row)}</span>,
      note: (row) => `${words.channels[row.channel]} ${formatDateShort(row.on)}`,
      at: 'sub',
    },
    { id: 'outstanding', head: words.outstanding, cell: (row) => figure(row.outstanding), align: 'end', at: 'end' },
    {
      id: 'actions',
      head: hasState ? words.log.state : <span className="sr-only">{words.preview}</span>,
      cell: (row) => (
        <span className="dunning-act">
          {hasState ? <span>{words.states[row.state]}</span> : null}
          {hasState ? <span className="kana">{row.by === '' ? words.log.automatic : row.by}</span> : null}
          <Button
            size="sm"
            label={fill(words.previewOf, { name: `${row.memberName} ${formatDateShort(row.on)}` })}
            onPress={() => setRead(row)}
          >
            {words.preview}
          </Button>
          {act?.(row)}
        </span>
      ),
      at: 'state',
    },
  ];
  return (
    <>
      <DataTable
        label={label}
        columns={columns}
        rows={rows}
        rowId={(row) => row.dunningNoticeId}
        {...(query ? { query } : {})}
        empty={empty}
        {...(selection ? { selection } : {})}
      />
      {read === null ? null : <ReadDialog notice={read} onClose={() => setRead(null)} />}
    </>
  );
}

export function ReadDialog({ notice, onClose }: { notice: DunningNoticeView; onClose(): void }) {
  const words = useWords(dunningTexts);
  return (
    <Dialog isOpen wide onClose={onClose} title={fill(words.previewTitle, { name: notice.memberName })}>
      <NoticeText subject={notice.subject} text={notice.text} />
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {words.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
