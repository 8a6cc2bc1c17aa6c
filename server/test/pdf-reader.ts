import { OPS, VerbosityLevel, getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

interface PdfFont {
  readonly name: string;
  readonly embedded: boolean;
  /** Letters drawn in it, and how many of them are the empty box of a font that lacks the letter (CID 0). */
  readonly glyphs: number;
  readonly missing: number;
}

/** A finished file as anybody else's reader sees it. */
export interface PdfReading {
  /** In the order of the file, which is the order in which a reader aloud meets it. */
  readonly text: string;
  readonly title: string;
  readonly language: string;
  readonly tagged: boolean;
  /** Kinds of the structure's elements, in order. */
  readonly roles: readonly string[];
  /** Figures without words for those who cannot see them. */
  readonly silentFigures: number;
  readonly fonts: readonly PdfFont[];
}

interface StructureNode {
  readonly role?: string;
  readonly alt?: string;
  readonly children?: readonly StructureNode[];
}

function walk(node: StructureNode, see: (node: StructureNode) => void): void {
  if (node.role !== undefined) see(node);
  for (const child of node.children ?? []) walk(child, see);
}

export async function readPdf(bytes: Buffer): Promise<PdfReading> {
  const loading = getDocument({
    data: new Uint8Array(bytes),
    verbosity: VerbosityLevel.ERRORS,
    useSystemFonts: false,
    fontExtraProperties: true,
  });
  const document = await loading.promise;
  try {
    const { info } = (await document.getMetadata()) as { info: { Title?: string; Language?: string } };
    const texts: string[] = [];
    const nodes: StructureNode[] = [];
    const fonts = new Map<string, PdfFont>();
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      texts.push(items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join(''));
      const tree = (await page.getStructTree()) as StructureNode | null;
      if (tree) walk(tree, (node) => nodes.push(node));
      for (const font of await fontsOf(page)) fonts.set(font.name, font);
    }
    return {
      text: texts.join('\n'),
      title: info.Title ?? '',
      language: info.Language ?? '',
      tagged: (await document.getMarkInfo())?.Marked === true,
      roles: nodes.map(({ role }) => role!),
      silentFigures: nodes.filter(({ role, alt }) => role === 'Figure' && !alt).length,
      fonts: [...fonts.values()],
    };
  } finally {
    await loading.destroy();
  }
}

interface DrawnGlyph {
  readonly originalCharCode: number;
}

/** Follows the drawing itself: which face is chosen, and which numbers of letters are shown in it. */
async function fontsOf(page: PDFPageProxy): Promise<PdfFont[]> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const drawn = new Map<string, { glyphs: number; missing: number }>();
  let current = { glyphs: 0, missing: 0 };
  fnArray.forEach((operator, place) => {
    const given = argsArray[place] as unknown[];
    if (operator === OPS.setFont) {
      const id = given[0] as string;
      current = drawn.get(id) ?? { glyphs: 0, missing: 0 };
      drawn.set(id, current);
    } else if (operator === OPS.showText) {
      for (const glyph of given[0] as (DrawnGlyph | number)[]) {
        if (typeof glyph === 'number') continue;
        current.glyphs += 1;
        if (glyph.originalCharCode === 0) current.missing += 1;
      }
    }
  });
  return [...drawn].map(([id, counts]) => {
    const font = page.commonObjs.get(id) as { name: string; missingFile?: boolean };
    return { name: font.name, embedded: font.missingFile !== true, ...counts };
  });
}
