import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { Download } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { useAddressee } from '../../lib/addressee.ts';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { invoiceTexts } from './invoice-texts.ts';
import './pay.css';

/** The invoices of every bill of a checkout, each under the name of its bill: an invoice is of one bill. */
export function InvoiceParts({ billIds }: { billIds: readonly BillId[] }) {
  return billIds.map((billId) => <InvoiceOf key={billId} billId={billId} isNamed={billIds.length > 1} />);
}

function InvoiceOf({ billId, isNamed }: { billId: BillId; isNamed: boolean }) {
  const trpc = useTRPC();
  const bill = useQuery(trpc.billing.myBill.queryOptions({ billId }));
  return bill.data === undefined ? null : <InvoicePart bill={bill.data} isNamed={isNamed} />;
}

/** The invoice of one's own bill (REC-02, PAY-19): the addressee once, before the first issue, then the file as often as wanted. */
function InvoicePart({ bill, isNamed }: { bill: BillDetail; isNamed: boolean }) {
  const words = useWords(invoiceTexts);
  const addressedTo = useAddressee();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [name, setName] = useState('');
  const id = useId();
  const input = { billId: bill.billId };
  const invoice = useQuery(trpc.documents.invoiceOfBill.queryOptions(input));
  const save = useMutation(
    trpc.documents.issueInvoice.mutationOptions({
      onSuccess: async (issued) => {
        queries.setQueryData(trpc.documents.invoiceOfBill.queryKey(input), { invoice: issued, payer: null });
        await downloadFile(issued.downloadPath, `${issued.number}.pdf`);
      },
    }),
  );
  if (invoice.data === undefined || ['draft', 'cancelled', 'not_required'].includes(bill.status)) return null;
  const { invoice: known, payer } = invoice.data;
  const title = <h2 id={`${id}-title`}>{isNamed ? fill(words.titleOf, { bill: bill.billName }) : words.title}</h2>;
  if (payer !== null)
    return (
      <section className="sec pay-invoice" aria-labelledby={`${id}-title`}>
        {title}
        <p className="pay-hint">{fill(words.byPayer, { payer })}</p>
      </section>
    );
  return (
    <section className="sec pay-invoice" aria-labelledby={`${id}-title`}>
      {title}
      {known === null ? (
        <>
          <p className="pay-hint">{words.text}</p>
          <label htmlFor={id}>{words.addressee}</label>
          <p className="pay-hint" id={`${id}-hint`}>
            {words.addresseeHint}
          </p>
          <input
            id={id}
            className="pay-input"
            value={name}
            maxLength={100}
            autoComplete="off"
            aria-describedby={`${id}-hint`}
            onChange={(event) => setName(event.target.value)}
          />
        </>
      ) : (
        <Rows>
          <Row label={words.number}>{known.number}</Row>
          <Row label={words.to}>{addressedTo(known)}</Row>
        </Rows>
      )}
      {known?.outdated ? <Note kind="warn">{words.outdated}</Note> : null}
      {save.isError ? (
        <div role="alert" className="pay-alert">
          <Note kind="danger">{errorText(save.error)}</Note>
        </div>
      ) : null}
      <Button
        size="lg"
        block
        icon={<Download size={18} strokeWidth={1.75} />}
        isPending={save.isPending}
        onPress={() => save.mutate({ ...input, ...(name.trim() === '' || known !== null ? {} : { addressee: name.trim() }) })}
      >
        {save.isPending ? words.saving : words.save}
      </Button>
    </section>
  );
}
