import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import { numberName } from '../../platform/number-name.ts';
import { fitText } from '../../platform/pdf-fit.ts';
import { PdfPage, type TextStyle } from '../../platform/pdf.ts';
import type { Sheet } from '../documents/documents.public.ts';

/** Margins and measures of look.md 9, in points; the address stands in the window of a long envelope (長形3号). */
const left = 62.25;
const right = 533.25;
const windowLeft = 68;
const windowWidth = 230;
const ink = '#111111';
const soft = '#444444';
const hair = '#c9cfd2';
const lastLine = 770;

export interface DunningLetter {
  readonly postalCode: string;
  readonly address: string;
  readonly name: string;
  readonly honorific: string;
  readonly memberNumber: string;
  /** Whether it only stands in the place of a number. */
  readonly awaitsNumber: boolean;
  readonly subject: string;
  readonly text: string;
  /** Papers of the same envelope, each on a sheet of its own behind the letter. */
  readonly enclosed: readonly Sheet[];
}

export interface LetterSender {
  readonly name: string;
  /** Address, telephone and mail of the office, in lines. */
  readonly contact: readonly string[];
  /** As it is printed: 2026年8月3日. */
  readonly date: string;
  readonly createdAt: Date;
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One letter behind the other, each on a sheet of its own and followed by what it encloses. */
export async function dunningLettersPdf(letters: readonly DunningLetter[], sender: LetterSender): Promise<Buffer> {
  const page = new PdfPage({ title: 'お支払いのお願い', author: sender.name, createdAt: sender.createdAt });
  if (letters.length === 0) page.tagged('P', () => page.text('送る手紙はありません。', left, 72, { size: 12 }));
  for (const [index, letter] of letters.entries()) {
    if (index > 0) {
      page.nextPage();
      // Others are answered between two letters.
      await breathe();
    }
    sheet(page, letter, sender);
    for (const draw of letter.enclosed) {
      page.nextPage();
      draw(page);
      await breathe();
    }
  }
  return page.bytes();
}

function addressWindow(page: PdfPage, letter: DunningLetter): void {
  const code = shownPostalCode(letter.postalCode);
  const small: TextStyle = { size: 10, color: ink };
  page.tagged('P', () => {
    let y = 52;
    if (code !== '') page.text(`〒${code}`, windowLeft, y, small);
    y += 15;
    // What the window cannot hold is set smaller: without its building, or its 様, no letter goes out well.
    const address = fitText(page, letter.address, windowWidth, small, { oneLineDownTo: small.size, least: 6, most: 3 });
    for (const line of address.lines) {
      page.text(line, windowLeft, y, { ...small, size: address.size });
      y += 13.5;
    }
    const bold: TextStyle = { size: 13, weight: 'bold' };
    const name = fitText(page, letter.name, windowWidth, bold, {
      oneLineDownTo: bold.size,
      least: 6,
      most: 2,
      tail: ` ${letter.honorific}`,
    });
    for (const line of name.lines) {
      page.text(line, windowLeft, y + 4, { ...bold, size: name.size });
      y += 17;
    }
  });
}

/** Where the sheet is folded in three: short strokes at the edge. */
function folds(page: PdfPage): void {
  page.decoration((doc) => {
    for (const y of [280.6, 561.3]) doc.moveTo(14, y).lineTo(26, y).lineWidth(0.5).strokeColor(hair).stroke();
  });
}

function senderBlock(page: PdfPage, letter: DunningLetter, sender: LetterSender): void {
  page.tagged('P', () => page.text(sender.date, right, 150, { size: 9.75, color: soft, align: 'right' }));
  page.tagged('P', () => page.text(sender.name, right, 168, { size: 12, weight: 'bold', align: 'right' }));
  sender.contact.forEach((line, index) =>
    page.tagged('P', () => page.text(line, right, 187 + index * 13.5, { size: 9.5, color: soft, align: 'right' })),
  );
  page.tagged('P', () => page.text(`${numberName(letter.awaitsNumber)} ${letter.memberNumber}`, left, 168, { size: 9.75, color: soft }));
}

const body: TextStyle = { size: 11, color: ink };
const lineHeight = 18.5;

function sheet(page: PdfPage, letter: DunningLetter, sender: LetterSender): void {
  addressWindow(page, letter);
  folds(page);
  senderBlock(page, letter, sender);
  const top = Math.max(252, 187 + sender.contact.length * 13.5 + 22);
  page.tagged('H1', () => page.text(letter.subject, left, top, { size: 17, weight: 'bold', spacing: 1 }));
  let y = top + 40;
  for (const paragraph of letter.text.split(/\n{2,}/)) {
    const lines = paragraph.split('\n').flatMap((line) => page.linesOf(line, right - left, body));
    // A paragraph that a sheet can hold stays whole; a longer one goes on over the edge.
    if (y + lines.length * lineHeight > lastLine && lines.length * lineHeight < lastLine - 62) {
      page.nextPage();
      y = 62;
    }
    page.tagged('P', () => {
      for (const line of lines) {
        page.text(line, left, y, body);
        y += lineHeight;
      }
    });
    y += 9;
  }
  page.tagged('P', () => page.text('以上', right, Math.min(y, lastLine + 10), { ...body, align: 'right' }));
}
