import { TenantText } from '../../components/TenantText.tsx';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Download, FolderDown } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { Note } from '../../components/Note.tsx';
import { Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useAddressee } from '../../lib/addressee.ts';
import { formatDate } from '../../lib/dates.ts';
import { downloadFile } from '../../lib/files.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ReceiptView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './receipts.css';
import { documentTexts } from './texts.ts';

/** Every receipt, by year, each one tap from its file. */
export function MyReceiptsScreen() {
  const org = useOrg();
  const words = useWords(documentTexts);
  const trpc = useTRPC();
  const receipts = useQuery(trpc.documents.receipts.queryOptions());
  useLive(['receipts', 'payments']);
  return (
    <MySubFrame title={words.title} back={{ to: '/$org/my/bills', params: { org } }}>
      <QueryState query={receipts} skeleton={<ListSkeleton rows={3} />}>
        {({ receipts: all }) =>
          all.length === 0 ? (
            <Empty
              title={words.emptyTitle}
              text={words.emptyText}
              action={
                <LinkButton to="/$org/my/bills" params={{ org }} size="lg">
                  {words.toBills}
                </LinkButton>
              }
            />
          ) : (
            yearsOf(all).map((year) => (
              <Section key={year} title={fill(words.year, { year })}>
                <ul className="list">
                  {all
                    .filter((receipt) => receipt.receivedOn.startsWith(year))
                    .map((receipt) => (
                      <li key={receipt.receiptId}>
                        <ReceiptItem receipt={receipt} />
                      </li>
                    ))}
                </ul>
                <YearSave year={year} />
              </Section>
            ))
          )
        }
      </QueryState>
    </MySubFrame>
  );
}

/** Everything of a year in one file, as a tax return or an employer wants it. */
function YearSave({ year }: { readonly year: string }) {
  const words = useWords(documentTexts);
  const save = useMutation({
    mutationFn: () =>
      downloadFile('/downloads/my-papers', `${year}.zip`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ year: Number(year) }),
      }),
  });
  return (
    <div className="stack-8">
      <Button size="lg" block icon={<FolderDown size={18} strokeWidth={1.75} />} isPending={save.isPending} onPress={() => save.mutate()}>
        {save.isPending ? words.saving : fill(words.saveYear, { year })}
      </Button>
      {save.isError ? (
        <div role="alert">
          <Note kind="danger">{words.yearFailed}</Note>
        </div>
      ) : null}
    </div>
  );
}

function yearsOf(receipts: readonly ReceiptView[]): string[] {
  return [...new Set(receipts.map((receipt) => receipt.receivedOn.slice(0, 4)))].toSorted().toReversed();
}

function ReceiptItem({ receipt }: { receipt: ReceiptView }) {
  const addressedTo = useAddressee();
  const words = useWords(documentTexts);
  const save = useMutation({ mutationFn: () => downloadFile(receipt.downloadPath, `${receipt.number}.pdf`) });
  return (
    <div className="receipt-row">
      <p className="receipt-row__name">
        <b>
          <TenantText>{receipt.billName}</TenantText>
        </b>
        {receipt.voided ? <Tag>{words.voided}</Tag> : receipt.reissues > 0 ? <Tag>{words.reissue}</Tag> : null}
      </p>
      <Yen value={receipt.amount} />
      <p className="receipt-row__meta">
        {fill(words.receivedOn, { date: formatDate(receipt.receivedOn) })}
        <br />
        <span className="num">{receipt.number}</span> {addressedTo(receipt)}
      </p>
      {receipt.voided ? null : (
        <Button size="lg" icon={<Download size={18} strokeWidth={1.75} />} isPending={save.isPending} onPress={() => save.mutate()}>
          {save.isPending ? words.saving : words.save}
        </Button>
      )}
      {receipt.voided ? <p className="receipt-row__note">{words.voidedText}</p> : null}
      {save.isError ? (
        <div className="receipt-row__note" role="alert">
          <Note kind="danger">{words.failed}</Note>
        </div>
      ) : null}
    </div>
  );
}
