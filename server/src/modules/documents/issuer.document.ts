import type { PdfPage, TextStyle } from '../../platform/pdf.ts';
import { fitName, footRule, right } from './paper.document.ts';
import { drawSeal } from './seal.document.ts';

export interface Issuer {
  readonly name: string;
  readonly address: string;
  readonly phone: string;
  readonly representative: string;
}

interface Block {
  readonly text: string;
  readonly style: TextStyle;
  readonly height: number;
}

function issuerBlocks(page: PdfPage, given: Issuer, registrationNumber: string, width: number, size: number, line: number): Block[] {
  const { name, address, phone, representative } = given;
  const fitted = fitName(page, name, width, { size: size + 3, weight: 'bold', spacing: 0.25 }, size + 0.25);
  const blocks: Block[] = fitted.lines.map((text, index) => ({
    text,
    style: { size: fitted.size, weight: 'bold', spacing: 0.25 },
    height: index === fitted.lines.length - 1 ? line + 7 : fitted.size * 1.4,
  }));
  const facts = [
    representative,
    address,
    phone === '' ? '' : `電話 ${phone}`,
    registrationNumber === '' ? '' : `登録番号 ${registrationNumber}`,
  ];
  for (const fact of facts)
    for (const text of fact === '' ? [] : page.linesOf(fact, width, { size })) blocks.push({ text, style: { size }, height: line });
  return blocks;
}

function drawIssuer(page: PdfPage, name: string, blocks: readonly Block[], x: number, top: number): void {
  let y = top;
  page.tagged('P', () => {
    for (const block of blocks) {
      page.text(block.text, x, y, block.style);
      y += block.height;
    }
  });
  page.tagged('Figure', () => drawSeal(page, name, right - 63, top + 8), `${name}の印`);
}

/** The issuer's block stands on the foot, the seal over it. */
export function issuer(page: PdfPage, given: Issuer, registrationNumber: string): void {
  const blocks = issuerBlocks(page, given, registrationNumber, 195, 9.75, 17);
  const height = blocks.reduce((total, block) => total + block.height, 0);
  drawIssuer(page, given.name, blocks, 254.25, footRule - 30 - Math.max(height, 58));
}

/** On an invoice it stands across from the addressee: below there is what is needed to pay. */
export function issuerAcross(page: PdfPage, given: Issuer, registrationNumber: string): void {
  drawIssuer(page, given.name, issuerBlocks(page, given, registrationNumber, 134, 9, 13.5), 332, 112);
}
