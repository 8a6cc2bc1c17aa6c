import { type Signature, signatureField } from '@tsudoi/shared/contracts/applications/signed-form.contract';
import { PdfPage, type TextStyle } from '../../platform/pdf.ts';
import type { Signing } from './signature.rules.ts';

/** Margins and measures of look.md 9, in points. */
const left = 62.25;
const right = 533.25;
const ink = '#111111';
const soft = '#444444';
const hair = '#c9cfd2';
const value: TextStyle = { size: 11, color: ink };
const lineHeight = 17;
const lastLine = 600;

export interface SignedFormFacts {
  readonly organization: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
  /** What was agreed to. */
  readonly terms: string;
  readonly signer: string;
  /** As it is printed: 2026年8月3日 14:05（日本時間） */
  readonly signedAt: string;
  /** Who of the office held the tablet. */
  readonly witness: string;
  readonly createdAt: Date;
}

/** The completed form with the signature under it. The same facts are the same bytes. */
export async function signedFormPdf(facts: SignedFormFacts, signing: Signing): Promise<Buffer> {
  const page = new PdfPage({ title: `入会申込書 ${facts.signer}`, author: facts.organization, createdAt: facts.createdAt });
  page.tagged('H1', () => page.text('入会申込書', left, 60, { size: 22, weight: 'bold', spacing: 2 }));
  page.tagged('P', () => page.text(facts.organization, right, 66, { size: 12, align: 'right' }));
  let y = 112;
  page.group('Table', () => {
    for (const [label, told] of facts.rows) {
      const lines = page.linesOf(told.replace(/\s+/g, ' '), right - left - 140, value);
      if (y + lines.length * lineHeight > lastLine) {
        page.nextPage();
        y = 72;
      }
      page.group('TR', () => {
        page.tagged('TH', () => page.text(label, left, y + 1, { size: 9.5, color: soft }));
        page.tagged('TD', () => lines.forEach((line, index) => page.text(line, left + 140, y + index * lineHeight, value)));
      });
      y += lines.length * lineHeight + 7;
      const at = y - 4;
      page.decoration((doc) => doc.moveTo(left, at).lineTo(right, at).lineWidth(0.4).strokeColor(hair).stroke());
    }
  });
  page.tagged('P', () => page.text(facts.terms, left, y + 10, { size: 10, color: soft }));
  sign(page, facts, signing, y + 40);
  return page.bytes();
}

function sign(page: PdfPage, facts: SignedFormFacts, signing: Signing, y: number): void {
  const width = 300;
  const scale = width / signatureField.width;
  const height = signatureField.height * scale;
  page.decoration((doc) => doc.rect(left, y, width, height).lineWidth(0.8).strokeColor(hair).stroke());
  if ('typed' in signing) page.tagged('P', () => page.text(signing.typed, left + 16, y + height / 2 - 12, { size: 18, color: ink }));
  else page.tagged('Figure', () => page.drawing((doc) => strokes(doc, signing.strokes, left, y, scale)), `${facts.signer}の署名`);
  // Whoever reads the paper later sees that nobody wrote this by hand.
  const way = 'typed' in signing ? '（氏名の入力による署名）' : '';
  const lines = [`署名　${facts.signer}${way}`, `日時　${facts.signedAt}`, `受付　${facts.witness}`];
  lines.forEach((line, index) => page.tagged('P', () => page.text(line, left, y + height + 12 + index * 18, { size: 11 })));
}

function strokes(doc: PDFKit.PDFDocument, signature: Signature, x: number, y: number, scale: number): void {
  doc.lineWidth(1.6).lineCap('round').lineJoin('round').strokeColor(ink);
  for (const [first, ...others] of signature) {
    if (!first) continue;
    doc.moveTo(x + first[0] * scale, y + first[1] * scale);
    for (const [left_, top] of others.length > 0 ? others : [first]) doc.lineTo(x + left_ * scale, y + top * scale);
    doc.stroke();
  }
}
