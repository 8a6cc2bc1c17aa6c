import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { useMay } from '../../lib/may.ts';
import { formatYen } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { CreditNoteDialog } from './CreditNoteDialog.tsx';
import { creditNoteTexts } from './credit-note-texts.ts';

/** Money of a bill that went back before anybody wanted a receipt: its 返還請求書 names the invoice. Nothing where none did. */
export function BillReturned({ bill }: { bill: BillDetail }) {
  const words = useWords(creditNoteTexts);
  const trpc = useTRPC();
  const mayWrite = useMay()('payments.write');
  const [isIssuing, setIssuing] = useState(false);
  const found = useQuery(trpc.documents.creditNotes.queryOptions({ billId: bill.billId })).data;
  if (found === undefined || (found.left === 0 && found.notes.length === 0)) return null;
  return (
    <Panel title={words.panel}>
      <div className="stack">
        {found.required ? <Note kind="warn">{words.required}</Note> : null}
        <Rows>
          {found.notes.map((note) => (
            <Row key={note.creditNoteId} label={note.number}>
              {formatYen(note.amount)}
            </Row>
          ))}
          <Row label={words.due}>{formatYen(found.due)}</Row>
        </Rows>
        {found.left > 0 && mayWrite ? <Button onPress={() => setIssuing(true)}>{words.title}</Button> : null}
      </div>
      {isIssuing ? (
        <CreditNoteDialog of={{ billId: bill.billId }} number={bill.billNumber} name={bill.memberName} onClose={() => setIssuing(false)} />
      ) : null}
    </Panel>
  );
}
