import { importLimits } from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';

export interface CsvRecord {
  /** The line of the file on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** A quotation mark stands where none can stand; what the cells were meant to be is not known. */
  readonly strayQuote: boolean;
}

/**
 * Records of a CSV file (RFC 4180) from pieces of text, as they come. Line breaks are \n, \r\n or \r; a byte order mark
 * at the start is passed over; empty lines are no records. One record is held at a time, and none may be longer than
 * `importLimits.record`: with a library a quotation mark that is never closed takes the rest of the file into memory, and
 * the whole of an import waits three times as long for its rows (performance.md 0.1 (f)).
 */
export class CsvReader {
  readonly #separator: string;
  #rest = '';
  #line = 1;
  #atStart = true;
  #endsInReturn = false;

  constructor(separator = ',') {
    this.#separator = separator;
  }

  /** @throws DomainError CSV_BROKEN_LINE with the line of a record that does not end */
  feed(piece: string): CsvRecord[] {
    return this.#read(this.#withPlainBreaks(piece), false);
  }

  /** What is left when the file has ended. @throws DomainError CSV_BROKEN_LINE */
  end(): CsvRecord[] {
    return this.#read('', true);
  }

  #withPlainBreaks(piece: string): string {
    let text = piece;
    if (this.#atStart && text !== '') {
      this.#atStart = false;
      if (text.startsWith('\ufeff')) text = text.slice(1);
    }
    if (this.#endsInReturn && text !== '') {
      // The \r was taken for a line break when it came.
      if (text.startsWith('\n')) text = text.slice(1);
      this.#endsInReturn = false;
    }
    if (!text.includes('\r')) return text;
    this.#endsInReturn = text.endsWith('\r');
    return text.replace(/\r\n?/g, '\n');
  }

  #read(piece: string, isEnd: boolean): CsvRecord[] {
    const text = this.#rest === '' ? piece : this.#rest + piece;
    const records: CsvRecord[] = [];
    let from = 0;
    let nextQuote = text.indexOf('"');
    for (;;) {
      const breakAt = text.indexOf('\n', from);
      if (nextQuote !== -1 && nextQuote < from) nextQuote = text.indexOf('"', from);
      const lineEnd = breakAt === -1 ? text.length : breakAt;
      if (nextQuote === -1 || nextQuote > lineEnd) {
        if (breakAt === -1 && !isEnd) break;
        if (lineEnd - from > importLimits.record) throw new DomainError('CSV_BROKEN_LINE', { line: this.#line });
        const line = text.slice(from, lineEnd);
        if (line !== '') records.push({ line: this.#line, cells: line.split(this.#separator), strayQuote: false });
        if (breakAt === -1) {
          from = text.length;
          break;
        }
        this.#line += 1;
        from = breakAt + 1;
        continue;
      }
      const quoted = this.#quotedRecord(text, from, isEnd);
      if (quoted === null) break;
      records.push({ line: this.#line, cells: quoted.cells, strayQuote: quoted.strayQuote });
      this.#line += quoted.lines;
      from = quoted.end;
      if (from >= text.length) break;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > importLimits.record || (isEnd && this.#rest !== ''))
      throw new DomainError('CSV_BROKEN_LINE', { line: this.#line });
    return records;
  }

  /** A record with quotation marks in it, letter by letter; null when it does not end within the text. */
  #quotedRecord(text: string, start: number, isEnd: boolean): { cells: string[]; end: number; lines: number; strayQuote: boolean } | null {
    const cells: string[] = [];
    let at = start;
    let lines = 0;
    let strayQuote = false;
    for (;;) {
      let cell = '';
      // Excel leaves no blank before a quotation mark; people who type a file do.
      let opening = at;
      while (text[opening] === ' ') opening += 1;
      if (text[opening] === '"') {
        at = opening + 1;
        for (;;) {
          const quote = text.indexOf('"', at);
          if (quote === -1) {
            if (text.length - start > importLimits.record || isEnd) throw new DomainError('CSV_BROKEN_LINE', { line: this.#line });
            return null;
          }
          cell += text.slice(at, quote);
          at = quote + 1;
          if (text[at] !== '"') break;
          cell += '"';
          at += 1;
        }
        if (at === text.length && !isEnd) return null;
        lines += cell.split('\n').length - 1;
        while (text[at] === ' ') at += 1;
        const closed = at === text.length || text[at] === this.#separator || text[at] === '\n';
        if (!closed) {
          strayQuote = true;
          const end = this.#cellEnd(text, at);
          cell += text.slice(at, end);
          at = end;
        }
      } else {
        const end = this.#cellEnd(text, at);
        cell = text.slice(at, end);
        if (cell.includes('"')) strayQuote = true;
        at = end;
      }
      cells.push(cell);
      if (at - start > importLimits.record) throw new DomainError('CSV_BROKEN_LINE', { line: this.#line });
      if (at === text.length) return isEnd ? { cells, end: at, lines: lines + 1, strayQuote } : null;
      if (text[at] === '\n') return { cells, end: at + 1, lines: lines + 1, strayQuote };
      at += 1;
    }
  }

  #cellEnd(text: string, from: number): number {
    const separator = text.indexOf(this.#separator, from);
    const lineBreak = text.indexOf('\n', from);
    if (separator === -1) return lineBreak === -1 ? text.length : lineBreak;
    return lineBreak === -1 ? separator : Math.min(separator, lineBreak);
  }
}

/** Tabs where the first line has tabs and no comma: Excel's 「テキスト（タブ区切り）」. */
export function separatorOf(firstLine: string): string {
  return !firstLine.includes(',') && firstLine.includes('\t') ? '\t' : ',';
}
