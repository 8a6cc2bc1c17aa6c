import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PayerPapers, PayerView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { payerTexts } from './payer-texts.ts';

interface Door {
  readonly org: string;
  readonly token: string;
}

/** Hands out a paper of the payer's; its token travels in the body. */
function useSaving(door: Door) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, ...paper }: { file: string; paper: 'invoice' | 'receipt'; billId?: string; addressee?: 'payer' | 'member' }) =>
      downloadFile('/downloads/payer', file, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...door, ...paper }),
      }),
    onSettled: () => void queries.invalidateQueries(trpc.documents.payerPapers.pathFilter()),
  });
}

/** The one invoice, the account to transfer to, and a receipt per member. */
export function PayerDocuments({ view, door }: { readonly view: PayerView; readonly door: Door }) {
  const trpc = useTRPC();
  const papers = useQuery(trpc.documents.payerPapers.queryOptions({ ...door }));
  const queries = useQueryClient();
  // What was paid or taken out since has other papers.
  const lines = view.lines.map((line) => `${line.billId} ${line.state} ${line.amount}`).join();
  useEffect(() => {
    void queries.invalidateQueries(trpc.documents.payerPapers.pathFilter());
  }, [queries, trpc, lines]);
  if (papers.data === undefined) return null;
  return (
    <div className="stack">
      {papers.data.receipts.length === 0 ? null : <Receipts papers={papers.data} view={view} door={door} />}
      {papers.data.canHaveInvoice ? <Invoice papers={papers.data} payer={view.payerName} door={door} /> : null}
      {papers.data.bank === null ? null : <Bank bank={papers.data.bank} />}
    </div>
  );
}

function Invoice({ papers, payer, door }: { readonly papers: PayerPapers; readonly payer: string; readonly door: Door }) {
  const words = useWords(payerTexts).invoice;
  const errorText = useErrorText();
  const save = useSaving(door);
  const file = `${papers.invoice?.number ?? words.file}.pdf`;
  return (
    <Panel title={words.title}>
      <div className="payer__papers">
        <p>{fill(words.text, { name: payer })}</p>
        {papers.invoice === null ? null : (
          <Rows>
            <Row label={words.number}>{papers.invoice.number}</Row>
          </Rows>
        )}
        {save.isError ? <Note kind="danger">{errorText(save.error)}</Note> : null}
        <Button
          size="lg"
          block
          icon={<Download size={18} strokeWidth={1.75} aria-hidden />}
          isPending={save.isPending}
          onPress={() => save.mutate({ file, paper: 'invoice' })}
        >
          {save.isPending ? words.saving : words.save}
        </Button>
        <p className="muted">{words.renew}</p>
      </div>
    </Panel>
  );
}

function Bank({ bank }: { readonly bank: NonNullable<PayerPapers['bank']> }) {
  const words = useWords(payerTexts).bank;
  return (
    <Panel title={words.title}>
      <Rows>
        <Row label={words.name}>{[bank.name, bank.branch].filter(Boolean).join(' ')}</Row>
        <Row label={words.account}>
          {words.types[bank.accountType]} {bank.accountNumber}
        </Row>
        <Row label={words.holder}>{bank.holder}</Row>
      </Rows>
      <p className="muted">{words.text}</p>
    </Panel>
  );
}

function Receipts({ papers, view, door }: { readonly papers: PayerPapers; readonly view: PayerView; readonly door: Door }) {
  const words = useWords(payerTexts).receipts;
  const errorText = useErrorText();
  const save = useSaving(door);
  const name = useId();
  const [addressee, setAddressee] = useState<'payer' | 'member'>('payer');
  const nameOf = (billId: string) => view.lines.find((line) => line.billId === billId)?.memberName ?? '';
  const choosing = papers.receipts.some(({ available, number }) => available && number === null);
  return (
    <Panel title={words.title}>
      {choosing ? (
        <fieldset className="payer__whom">
          <legend>{words.addressee}</legend>
          {(['payer', 'member'] as const).map((one) => (
            <label key={one}>
              <input type="radio" name={name} checked={addressee === one} onChange={() => setAddressee(one)} />
              {fill(words[one], { name: view.payerName })}
            </label>
          ))}
          <p className="muted">{words.text}</p>
        </fieldset>
      ) : null}
      {save.isError ? <Note kind="danger">{errorText(save.error)}</Note> : null}
      <ul className="payer__receipts">
        {papers.receipts.map((receipt) => (
          <li key={receipt.billId}>
            <span>
              <b>{nameOf(receipt.billId)}</b>
              {receipt.number === null ? null : <small>{fill(words.issued, { number: receipt.number, name: receipt.addressee })}</small>}
              {receipt.available ? null : <small>{words.unavailable}</small>}
            </span>
            {receipt.available ? (
              <Button
                label={fill(words.saveOf, { name: nameOf(receipt.billId) })}
                isPending={save.isPending && save.variables.billId === receipt.billId}
                onPress={() =>
                  save.mutate({ file: `${receipt.number ?? words.file}.pdf`, paper: 'receipt', billId: receipt.billId, addressee })
                }
              >
                {words.save}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
