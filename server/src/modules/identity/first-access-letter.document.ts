import { numberName } from '../../platform/number-name.ts';
import { PdfPage, type TextStyle } from '../../platform/pdf.ts';

/** Margins and measures of look.md 9, in points. */
const left = 62.25;
const right = 533.25;
const ink = '#111111';
const soft = '#444444';
const hair = '#c9cfd2';

export interface Letter {
  readonly name: string;
  readonly honorific: string;
  readonly memberNumber: string;
  /** It only stands in the place of one that the office has yet to give. */
  readonly awaitsNumber: boolean;
  readonly provisionalId: string;
  readonly provisionalPassword: string;
  /** As it is printed: 2026年8月3日. */
  readonly expiresOn: string;
}

export interface LetterHead {
  readonly organizationName: string;
  readonly contact: readonly string[];
  readonly address: string;
  readonly createdAt: Date;
}

/** One sheet a member: how to begin, with the pair that opens the door once (ACC-01). */
export async function firstAccessLettersPdf(letters: readonly Letter[], head: LetterHead): Promise<Buffer> {
  const page = new PdfPage({ title: 'マイページのご案内', author: head.organizationName, createdAt: head.createdAt });
  letters.forEach((letter, index) => {
    if (index > 0) page.nextPage();
    sheet(page, letter, head);
  });
  return page.bytes();
}

function sheet(page: PdfPage, letter: Letter, head: LetterHead): void {
  page.tagged('P', () => page.text(`${letter.name} ${letter.honorific}`, left, 72, { size: 16, weight: 'bold' }));
  page.tagged('P', () => page.text(`${numberName(letter.awaitsNumber)} ${letter.memberNumber}`, left, 98, { size: 10, color: soft }));
  page.tagged('P', () => page.text(head.organizationName, right, 72, { size: 12, align: 'right' }));
  head.contact.forEach((line, index) =>
    page.tagged('P', () => page.text(line, right, 92 + index * 14, { size: 9.5, color: soft, align: 'right' })),
  );
  page.tagged('H1', () => page.text('マイページのご案内', left, 172, { size: 22, weight: 'bold', spacing: 2 }));
  const next = paragraph(page, '会費の支払い、領収書、登録内容の変更が、スマートフォンやパソコンからできます。', 214);
  const steps = [
    `次のアドレスを開きます。　${head.address}`,
    '「仮IDをお持ちの方」から、下の仮IDと仮パスワードを入れます。',
    'お名前の読みで本人であることを確かめ、メールアドレスとご自分のパスワードを決めます。',
  ];
  let y = next + 14;
  page.group('L', () => {
    steps.forEach((step, index) => {
      y = paragraph(page, `${index + 1}. ${step}`, y) + 4;
    });
  });
  pair(page, letter, y + 22);
}

const body: TextStyle = { size: 11.5, color: ink };

function paragraph(page: PdfPage, text: string, y: number): number {
  const lines = page.linesOf(text, right - left, body);
  page.tagged('P', () => lines.forEach((line, index) => page.text(line, left, y + index * 20, body)));
  return y + lines.length * 20;
}

function pair(page: PdfPage, letter: Letter, y: number): void {
  page.decoration((doc) =>
    doc
      .roundedRect(left, y, right - left, 118, 8)
      .lineWidth(1)
      .strokeColor(hair)
      .stroke(),
  );
  const rows: readonly [string, string][] = [
    ['仮ID', letter.provisionalId],
    ['仮パスワード', letter.provisionalPassword],
  ];
  rows.forEach(([label, value], index) => {
    const at = y + 20 + index * 38;
    page.tagged('P', () => {
      page.text(label, left + 20, at + 5, { size: 11, color: soft });
      page.text(value, left + 130, at, { size: 19, weight: 'bold', spacing: 2 });
    });
  });
  page.tagged('P', () =>
    page.text(`有効期限 ${letter.expiresOn}（一度使うと、使えなくなります）`, left + 20, y + 94, { size: 10, color: soft }),
  );
  paragraph(page, '数字の0と英字のO、数字の1と英字のI・lは使っていません。この紙は、手続きが済んだら処分してください。', y + 138);
}
