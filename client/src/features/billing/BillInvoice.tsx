import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { OptionalText, ShortText } from '@tsudoi/shared/contracts/text.contract';
import { Download } from 'lucide-react';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useAddressee } from '../../lib/addressee.ts';
import { formatDate } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail, InvoiceView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { billPaperTexts } from './bill-paper-texts.ts';

const First = z.strictObject({ addressee: OptionalText });
const Next = z.strictObject({ addressee: ShortText });

function useIssue(bill: BillDetail) {
  const words = useWords(billPaperTexts).invoice;
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useMutation(
    trpc.documents.issueInvoice.mutationOptions({
      onSuccess: (invoice) => {
        queries.setQueryData(trpc.documents.invoiceOfBill.queryKey({ billId: bill.billId }), { invoice, payer: null });
        toast({ text: words.issued });
      },
    }),
  );
}

/** The invoice of a bill: the one press that makes it, the paper, and what makes it a corrected one. */
export function BillInvoice({ bill }: { bill: BillDetail }) {
  const words = useWords(billPaperTexts).invoice;
  const trpc = useTRPC();
  const may = useMay();
  const found = useQuery({ ...trpc.documents.invoiceOfBill.queryOptions({ billId: bill.billId }), enabled: bill.status !== 'draft' });
  const issue = useIssue(bill);
  if (bill.status === 'draft' || bill.status === 'not_required') return null;
  const payer = found.data?.payer ?? null;
  return (
    <Panel title={words.title}>
      {payer === null ? null : <p className="muted">{fill(words.byPayer, { payer })}</p>}
      {found.data?.invoice ? (
        <Issued bill={bill} invoice={found.data.invoice} mayIssue={payer === null} />
      ) : payer !== null ? null : found.isLoading ? (
        <Skeleton width="100%" height={64} />
      ) : bill.status === 'cancelled' || !may('payments.write') ? (
        <p className="muted">{words.none}</p>
      ) : (
        <Form
          schema={First}
          defaults={{ addressee: '' }}
          onSubmit={({ addressee }) => issue.mutateAsync({ billId: bill.billId, ...(addressee === '' ? {} : { addressee }) })}
        >
          <TextField name="addressee" label={fill(words.addressee, { name: bill.memberName })} hint={words.addresseeHint} optional />
          <FormButtons>
            <SubmitButton kind="default">{words.issue}</SubmitButton>
          </FormButtons>
        </Form>
      )}
    </Panel>
  );
}

function Issued({ bill, invoice, mayIssue }: { bill: BillDetail; invoice: InvoiceView; mayIssue: boolean }) {
  const addressedTo = useAddressee();
  const words = useWords(billPaperTexts).invoice;
  const errorText = useErrorText();
  const issue = useIssue(bill);
  const may = useMay()('payments.write') && mayIssue;
  const [changing, setChanging] = useState(false);
  const save = useMutation({ mutationFn: () => downloadFile(invoice.downloadPath, `${invoice.number}.pdf`) });
  return (
    <div className="stack">
      {invoice.outdated && !invoice.voided && mayIssue ? <Note kind="warn">{words.outdated}</Note> : null}
      <Rows>
        <Row label={words.number}>
          <span className="num">{invoice.number}</span>
        </Row>
        <Row label={words.to}>{addressedTo(invoice)}</Row>
        <Row label={words.issuedOn}>{formatDate(invoice.issuedOn)}</Row>
        {invoice.replaces === null ? null : (
          <Row label={words.replaces}>
            <span className="num">{invoice.replaces}</span>
          </Row>
        )}
      </Rows>
      {save.isError || issue.isError ? <Note kind="danger">{errorText(save.error ?? issue.error)}</Note> : null}
      <Button block icon={<Download size={18} strokeWidth={1.75} />} isPending={save.isPending} onPress={() => save.mutate()}>
        {words.download}
      </Button>
      {invoice.voided || !may ? null : invoice.outdated ? (
        <Button block isPending={issue.isPending} onPress={() => issue.mutate({ billId: bill.billId })}>
          {words.correct}
        </Button>
      ) : (
        <Button kind="ghost" block onPress={() => setChanging(true)}>
          {words.change}
        </Button>
      )}
      {changing ? (
        <Dialog isOpen onClose={() => setChanging(false)} title={words.changeTitle}>
          <p className="muted">{words.changeText}</p>
          <Form
            schema={Next}
            defaults={{ addressee: invoice.addressee }}
            onSubmit={async ({ addressee }) => {
              await issue.mutateAsync({ billId: bill.billId, addressee });
              setChanging(false);
            }}
          >
            <TextField name="addressee" label={words.newAddressee} required />
            <FormButtons>
              <Button size="lg" onPress={() => setChanging(false)}>
                {words.cancel}
              </Button>
              <SubmitButton>{words.issue}</SubmitButton>
            </FormButtons>
          </Form>
        </Dialog>
      ) : null}
    </div>
  );
}
