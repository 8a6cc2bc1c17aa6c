import { creditNotePdf } from './credit-note.document.ts';
import { invoicePdf } from './invoice.document.ts';
import type { CreditNoteContent, InvoiceContent } from './paper.repository.ts';
import { receiptPdf } from './receipt.document.ts';
import type { ReceiptContent } from './receipt.repository.ts';

/** Everything that the bytes of a paper are made from. */
export type Drawing =
  | { readonly kind: 'receipt'; readonly content: ReceiptContent; readonly issuedAt: Date }
  | { readonly kind: 'invoice'; readonly content: InvoiceContent; readonly issuedAt: Date }
  | { readonly kind: 'credit_note'; readonly content: CreditNoteContent; readonly issuedAt: Date };

export function drawPaper(drawing: Drawing): Promise<Buffer> {
  switch (drawing.kind) {
    case 'receipt':
      return receiptPdf(drawing.content, drawing.issuedAt);
    case 'invoice':
      return invoicePdf(drawing.content, drawing.issuedAt);
    case 'credit_note':
      return creditNotePdf(drawing.content, drawing.issuedAt);
  }
}
