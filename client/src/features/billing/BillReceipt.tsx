import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { OptionalText } from '@tsudoi/shared/contracts/text.contract';
import { Download } from 'lucide-react';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
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
import type { BillDetail, ReceiptView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { billPaperTexts } from './bill-paper-texts.ts';
import { ReceiptAgain } from './ReceiptAgain.tsx';

/** The receipt of a bill: why there is none yet, the one press that makes it, or the paper itself. */
export function BillReceipt({ bill }: { bill: BillDetail }) {
  const words = useWords(adminBillingTexts).receipt;
  const paper = useWords(billPaperTexts).receipt;
  const trpc = useTRPC();
  const may = useMay();
  const receipt = useQuery({ ...trpc.documents.receiptOfBill.queryOptions({ billId: bill.billId }), enabled: bill.status !== 'draft' });
  if (bill.status === 'draft' || bill.status === 'cancelled') return null;
  const paid = (bill.status === 'paid' || bill.status === 'overpaid') && !bill.provisional;
  return (
    <Panel title={words.title}>
      {receipt.data ? (
        <Issued receipt={receipt.data} />
      ) : receipt.isLoading ? (
        <Skeleton width="100%" height={64} />
      ) : paid && may('payments.write') ? (
        <Issue bill={bill} />
      ) : (
        <p className="muted">{bill.status === 'not_required' ? words.none : paid ? paper.notYet : words.later}</p>
      )}
    </Panel>
  );
}

const Addressee = z.strictObject({ addressee: OptionalText, onPaper: z.boolean() });

function Issue({ bill }: { bill: BillDetail }) {
  const words = useWords(adminBillingTexts).receipt;
  const paper = useWords(billPaperTexts).receipt;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const issue = useMutation(trpc.documents.issueReceipt.mutationOptions());
  return (
    <Form
      schema={Addressee}
      defaults={{ addressee: '', onPaper: false }}
      onSubmit={async ({ addressee, onPaper }) => {
        const medium = onPaper ? ('paper' as const) : ('electronic' as const);
        const receipt = await issue.mutateAsync({ billId: bill.billId, ...(addressee === '' ? {} : { addressee }), medium });
        queries.setQueryData(trpc.documents.receiptOfBill.queryKey({ billId: bill.billId }), receipt);
        toast({ text: words.issued });
      }}
    >
      <TextField name="addressee" label={fill(words.addresseeLabel, { name: bill.memberName })} hint={words.addresseeHint} optional />
      <CheckboxField name="onPaper" label={paper.paper} hint={paper.paperHint} />
      <FormButtons>
        <SubmitButton>{words.issue}</SubmitButton>
      </FormButtons>
    </Form>
  );
}

function Issued({ receipt }: { receipt: ReceiptView }) {
  const addressedTo = useAddressee();
  const words = useWords(adminBillingTexts).receipt;
  const paper = useWords(billPaperTexts).receipt;
  const may = useMay();
  const [again, setAgain] = useState(false);
  const errorText = useErrorText();
  const save = useMutation({ mutationFn: () => downloadFile(receipt.downloadPath, `${receipt.number}.pdf`) });
  return (
    <div className="stack">
      {receipt.voided ? <Note kind="warn">{words.voided}</Note> : null}
      <Rows>
        <Row label={words.number}>
          <span className="num">{receipt.number}</span>
        </Row>
        <Row label={words.addressee}>{addressedTo(receipt)}</Row>
        <Row label={words.issuedOn}>{formatDate(receipt.issuedOn)}</Row>
        {receipt.reissues === 0 ? null : <Row label={words.reissues}>{fill(words.times, { count: receipt.reissues })}</Row>}
        <Row label={paper.stamp}>
          {receipt.stampOnPaper === 0 ? paper.stampNone : fill(paper.stampOf, { amount: receipt.stampOnPaper })}
        </Row>
      </Rows>
      {save.isError ? <Note kind="danger">{errorText(save.error)}</Note> : null}
      <Button block icon={<Download size={18} strokeWidth={1.75} />} isPending={save.isPending} onPress={() => save.mutate()}>
        {words.download}
      </Button>
      {receipt.voided || !may('payments.write') ? null : (
        <Button kind="ghost" block onPress={() => setAgain(true)}>
          {paper.again}
        </Button>
      )}
      {again ? <ReceiptAgain receipt={receipt} onClose={() => setAgain(false)} /> : null}
    </div>
  );
}
