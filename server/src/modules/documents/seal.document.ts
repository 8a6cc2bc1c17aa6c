import type { PdfPage } from '../../platform/pdf.ts';

const red = '#c4321a';
const size = 63;
const legalForms =
  /^(一般社団法人|公益社団法人|一般財団法人|公益財団法人|特定非営利活動法人|NPO法人|学校法人|株式会社|合同会社|任意団体)[\s　]*/;

/** The name without its legal form, in columns from the right, closed by 之印: as a square seal is cut. */
export function sealColumns(name: string): string[] {
  const letters = [...name.replace(legalForms, '').replace(/[\s　]/g, '')].slice(0, 12);
  const whole = [...letters, '之', '印'];
  const count = Math.max(2, Math.ceil(whole.length / 4));
  const perColumn = Math.ceil(letters.length / Math.max(1, count - 1));
  const columns: string[] = [];
  for (let index = 0; index < letters.length; index += perColumn) columns.push(letters.slice(index, index + perColumn).join(''));
  return [...columns, '之印'];
}

/** The one colour on the paper; drawn over the issuer's block. */
export function drawSeal(page: PdfPage, name: string, x: number, y: number): void {
  const columns = sealColumns(name);
  page.sealFrame(x, y, size, red);
  const inner = size - 9;
  const columnWidth = inner / columns.length;
  columns.forEach((column, index) => {
    const letters = [...column];
    const step = inner / letters.length;
    const letterSize = Math.min(columnWidth, step) * 0.92;
    letters.forEach((letter, row) => {
      page.text(letter, x + size - 4.5 - columnWidth * (index + 0.5), y + 4.5 + step * row + (step - letterSize) / 2, {
        size: letterSize,
        weight: 'bold',
        color: red,
        align: 'center',
      });
    });
  });
}
