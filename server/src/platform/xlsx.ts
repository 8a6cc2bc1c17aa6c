import { Zip, ZipDeflate } from 'fflate';
import type { Cell } from './csv.ts';

const part = (xml: string): string => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`;
const ns = 'http://schemas.openxmlformats.org';

const frame: Readonly<Record<string, string>> = {
  '[Content_Types].xml': part(
    `<Types xmlns="${ns}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  ),
  '_rels/.rels': part(
    `<Relationships xmlns="${ns}/package/2006/relationships"><Relationship Id="rId1" Type="${ns}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ),
  'xl/_rels/workbook.xml.rels': part(
    `<Relationships xmlns="${ns}/package/2006/relationships"><Relationship Id="rId1" Type="${ns}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${ns}/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
  ),
  // A text is marked as one (format 49), so that no program takes a leading zero away; the head is bold; numbers stay numbers.
  'xl/styles.xml': part(
    `<styleSheet xmlns="${ns}/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Yu Gothic"/></font><font><b/><sz val="11"/><name val="Yu Gothic"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="49" fontId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/><xf numFmtId="3" fontId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  ),
};

// Control characters are no XML, lone surrogates no text: neither can stand in a workbook.
const unwritable =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const escaped = (text: string): string =>
  text.replace(unwritable, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function cellOf(cell: Cell, style: 0 | 1): string {
  if (typeof cell === 'number') return `<c s="2"><v>${cell}</v></c>`;
  return cell === '' ? '<c/>' : `<c s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

function rowOf(cells: readonly Cell[], style: 0 | 1): string {
  let row = '<row>';
  for (const cell of cells) row += cellOf(cell, style);
  return `${row}</row>`;
}

const rowsPerPiece = 500;

/**
 * A workbook of one sheet as it is written: texts and numbers, the first row kept in sight, nothing held but the piece at work.
 * A text is never a formula, whatever it begins with.
 */
export async function* workbookOf(
  sheetName: string,
  head: readonly string[],
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<Buffer> {
  const ready: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, data) => {
    if (error) failure = error;
    else ready.push(data);
  });
  const add = (name: string) => {
    const file = new ZipDeflate(name, { level: 1 });
    zip.add(file);
    return file;
  };
  const drain = function* (): Generator<Buffer> {
    if (failure) throw failure;
    for (const piece of ready.splice(0)) if (piece.length > 0) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  };
  const workbook = part(
    `<workbook xmlns="${ns}/spreadsheetml/2006/main" xmlns:r="${ns}/officeDocument/2006/relationships"><sheets><sheet name="${escaped(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  );
  for (const [name, xml] of Object.entries({ ...frame, 'xl/workbook.xml': workbook })) add(name).push(Buffer.from(xml), true);
  const sheet = add('xl/worksheets/sheet1.xml');
  sheet.push(
    Buffer.from(
      part(
        `<worksheet xmlns="${ns}/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${rowOf(head, 1)}`,
      ),
    ),
  );
  yield* drain();
  for await (const rows of batches)
    for (let from = 0; from < rows.length; from += rowsPerPiece) {
      sheet.push(
        Buffer.from(
          rows
            .slice(from, from + rowsPerPiece)
            .map((cells) => rowOf(cells, 0))
            .join(''),
        ),
      );
      yield* drain();
    }
  sheet.push(Buffer.from('</sheetData></worksheet>'), true);
  zip.end();
  yield* drain();
}
