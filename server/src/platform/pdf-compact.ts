import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';

/** What pdfkit writes of an object, piece by piece: its number, what it is, and its stream if it has one. */
type Piece = string | Uint8Array;

/** Objects of one packed stream: a reader unpacks them all to see one. */
const perStream = 100;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const line = (piece: Piece): Buffer => (typeof piece === 'string' ? Buffer.from(`${piece}\n`, 'latin1') : Buffer.from(piece));

/** What of pdfkit writes the file; its own types know nothing of it. */
interface Reference {
  readonly id: number;
  write(chunk: Uint8Array): void;
  end(chunk?: Uint8Array): void;
}
interface Writer {
  readonly page: { write(chunk: Uint8Array): void };
  readonly info: { readonly Title: string; readonly Author: string };
  readonly _root: { readonly id: number; readonly data: Record<string, unknown> };
  readonly _info: { readonly id: number };
  readonly _id: Uint8Array;
  readonly _offsets: readonly unknown[];
  _waiting: number;
  _ended: boolean;
  ref(data: object): Reference;
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Where an object stands: at a byte of the file, or at a place in a packed stream. */
type Place = { readonly at: number } | { readonly stream: number; readonly index: number };

/** What has been written so far. */
interface Kept {
  /** Of the object at work. */
  pieces: Piece[];
  /** Waits for a packed stream. */
  readonly loose: { readonly id: number; readonly text: string }[];
  readonly places: Map<number, Place>;
  readonly parts: Buffer[];
  length: number;
}

/**
 * pdfkit's document, written as PDF 1.5 and later allow: what is no stream of its own, most of all the tags, is packed
 * together (ISO 32000-1, 7.5.7 and 7.5.8). pdfkit still makes every object; only how they are put into the file is ours.
 */
export class CompactDocument extends PDFDocument {
  // Without a beginning of its own: pdfkit's constructor has written into it already.
  declare private kept: Kept | undefined;

  /** The whole file, once `end` was called. @throws Error when an object was never ended */
  bytes(): Buffer {
    if (this.writer._waiting > 0) throw new Error(`${this.writer._waiting} objects of a PDF were never ended`);
    return Buffer.concat(this.written.parts);
  }

  override addContent(content: string): this {
    this.writer.page.write(Buffer.from(`${content}\n`, 'latin1'));
    return this;
  }

  /** Its title and author once more, for programs that know nothing else of a PDF; letters of mark-up in them are said. */
  override endMetadata(): void {
    const { Title, Author } = this.writer.info;
    const xml = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(Title)}</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>${escaped(Author)}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`;
    const metadata = this.writer.ref({ Type: 'Metadata', Subtype: 'XML' });
    metadata.end(Buffer.from(xml));
    this.writer._root.data['Metadata'] = metadata;
  }

  private get writer(): Writer {
    return this as unknown as Writer;
  }

  protected _write(piece: Piece): void {
    this.written.pieces.push(piece);
  }

  /** An object is whole: its pieces are `n 0 obj`, what it is, `endobj`, and three more where it has a stream. */
  protected _refEnd({ id }: Reference): void {
    const { pieces, loose } = this.written;
    this.written.pieces = [];
    const from = pieces.indexOf(`${id} 0 obj`);
    if (from > 0) this.put(pieces.slice(0, from).map(line));
    const own = pieces.slice(from);
    if (own.length === 3) loose.push({ id, text: own[1] as string });
    else this.putObject(id, own.map(line));
    this.writer._waiting -= 1;
    if (this.writer._waiting > 0 || !this.writer._ended) return;
    this.writer._ended = false;
    this._finalize();
  }

  /** The packed streams of loose objects, and behind them the one that says where each object stands. */
  protected _finalize(): void {
    const { _offsets, _root, _info, _id } = this.writer;
    const { loose, places } = this.written;
    let next = _offsets.length + 1;
    for (let from = 0; from < loose.length; from += perStream) {
      const part = loose.slice(from, from + perStream);
      let at = 0;
      const heads = part.map(({ id, text }) => {
        const head = `${id} ${at}`;
        at += text.length + 1;
        return head;
      });
      const first = `${heads.join(' ')}\n`;
      part.forEach(({ id }, index) => places.set(id, { stream: next, index }));
      const body = Buffer.from(`${first}${part.map(({ text }) => text).join('\n')}\n`, 'latin1');
      this.putStream(next, `/Type /ObjStm /N ${part.length} /First ${first.length}`, body);
      next += 1;
    }
    const start = this.written.length;
    places.set(next, { at: start });
    const rows = Buffer.alloc((next + 1) * 6);
    for (let id = 1; id <= next; id += 1) {
      const place = places.get(id)!;
      rows[id * 6] = 'at' in place ? 1 : 2;
      rows.writeUInt32BE('at' in place ? place.at : place.stream, id * 6 + 1);
      rows[id * 6 + 5] = 'at' in place ? 0 : place.index;
    }
    const id = `<${hexOf(_id)}>`;
    const facts = `/Type /XRef /Size ${next + 1} /W [1 4 1] /Root ${_root.id} 0 R /Info ${_info.id} 0 R /ID [${id} ${id}]`;
    this.putStream(next, facts, rows);
    this.put([Buffer.from(`startxref\n${start}\n%%EOF\n`)]);
  }

  private get written(): Kept {
    return (this.kept ??= { pieces: [], loose: [], places: new Map(), parts: [], length: 0 });
  }

  private put(parts: readonly Buffer[]): void {
    for (const part of parts) this.written.length += part.length;
    this.written.parts.push(...parts);
  }

  private putObject(id: number, parts: readonly Buffer[]): void {
    this.written.places.set(id, { at: this.written.length });
    this.put(parts);
  }

  private putStream(id: number, facts: string, body: Buffer): void {
    const packed = deflateSync(body, { level: 9 });
    const head = `${id} 0 obj\n<< ${facts} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`;
    this.putObject(id, [Buffer.from(head), packed, Buffer.from('\nendstream\nendobj\n')]);
  }
}
