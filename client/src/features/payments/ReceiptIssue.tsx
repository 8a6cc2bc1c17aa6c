import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download, Pencil } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { useAddressee } from '../../lib/addressee.ts';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail, ReceiptView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { paymentTexts } from './texts.ts';

/**
 * The addressee can be chosen once, before the first issue; issuing hands the file over at once. Where somebody paid for the
 * member, it is addressed to them.
 */
export function ReceiptIssue({ bill, payer = null }: { bill: BillDetail; payer?: string | null }) {
  const words = useWords(paymentTexts).result;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  // As it was billed, since that is printed; who is signed in may bear another name since, or be the 連絡者 of a corporate member.
  const own = bill.memberName;
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState(false);
  const issue = useMutation(
    trpc.documents.issueReceipt.mutationOptions({
      onSuccess: async (receipt) => {
        await downloadFile(receipt.downloadPath, `${receipt.number}.pdf`).catch(() => undefined);
        queries.setQueryData(trpc.documents.receiptOfBill.queryKey({ billId: bill.billId }), receipt);
        void queries.invalidateQueries(trpc.documents.receipts.queryFilter());
      },
    }),
  );
  if (editing) {
    return (
      <AddresseeForm
        value={chosen ?? own}
        onKeep={(name) => {
          setChosen(name);
          setEditing(false);
        }}
        onCancel={() => setEditing(false)}
      />
    );
  }
  return (
    <>
      <div className="pay-to">
        <p className="pay-label">{words.addressee}</p>
        <p className="pay-to__name">{payer ?? chosen ?? own}</p>
        {payer === null ? (
          <Button size="lg" icon={<Pencil size={18} strokeWidth={1.75} />} onPress={() => setEditing(true)}>
            {words.change}
          </Button>
        ) : null}
      </div>
      {issue.isError ? (
        <div role="alert" className="pay-alert">
          <Note kind="danger">{errorText(issue.error)}</Note>
        </div>
      ) : null}
      <Button
        kind="primary"
        size="pay"
        block
        isPending={issue.isPending}
        onPress={() => issue.mutate({ billId: bill.billId, ...(chosen === null ? {} : { addressee: chosen }) })}
      >
        {issue.isPending ? words.issuing : words.issue}
      </Button>
      <p className="pay-hint">{payer === null ? words.issueHint : words.payerHint}</p>
    </>
  );
}

function AddresseeForm({ value, onKeep, onCancel }: { value: string; onKeep(name: string): void; onCancel(): void }) {
  const words = useWords(paymentTexts).result;
  const [name, setName] = useState(value);
  const [missing, setMissing] = useState(false);
  const id = useId();
  return (
    <form
      noValidate
      className="pay-address"
      onSubmit={(event) => {
        event.preventDefault();
        const trimmed = name.trim();
        if (trimmed === '') setMissing(true);
        else onKeep(trimmed);
      }}
    >
      <label htmlFor={id}>{words.addresseeLabel}</label>
      <p className="pay-hint" id={`${id}-hint`}>
        {words.addresseeHint}
      </p>
      <input
        id={id}
        className="pay-input"
        value={name}
        maxLength={100}
        autoComplete="off"
        aria-describedby={`${id}-hint ${id}-error`}
        aria-invalid={missing || undefined}
        onChange={(event) => {
          setName(event.target.value);
          setMissing(false);
        }}
      />
      <p className="pay-error" id={`${id}-error`} role="alert">
        {missing ? words.missingAddressee : null}
      </p>
      <Button type="submit" kind="primary" size="pay" block>
        {words.keep}
      </Button>
      <Button kind="ghost" size="lg" block onPress={onCancel}>
        {words.cancel}
      </Button>
    </form>
  );
}

/** A receipt that exists: its number and the file. */
export function ReceiptSave({ receipt }: { receipt: ReceiptView }) {
  const addressedTo = useAddressee();
  const words = useWords(paymentTexts).result;
  const save = useMutation({ mutationFn: () => downloadFile(receipt.downloadPath, `${receipt.number}.pdf`) });
  return (
    <>
      <Rows>
        <Row label={words.receiptNumber}>{receipt.number}</Row>
        <Row label={words.addressee}>{addressedTo(receipt)}</Row>
      </Rows>
      {save.isError ? (
        <div role="alert" className="pay-alert">
          <Note kind="danger">{words.receiptFailed}</Note>
        </div>
      ) : null}
      <Button
        kind="primary"
        size="pay"
        block
        icon={<Download size={20} strokeWidth={1.75} />}
        isPending={save.isPending}
        onPress={() => save.mutate()}
      >
        {save.isPending ? words.downloading : words.download}
      </Button>
    </>
  );
}
