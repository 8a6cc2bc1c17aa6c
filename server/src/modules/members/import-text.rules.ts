import { type ImportEncoding, importEncodings } from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';

/** How files begin that are no text, whatever their names say. */
const signatures: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04], // zip, xlsx, docx
  [0x50, 0x4b, 0x05, 0x06],
  [0xd0, 0xcf, 0x11, 0xe0], // xls, doc
  [0x1f, 0x8b], // gzip
  [0x42, 0x5a, 0x68], // bzip2
  [0xfd, 0x37, 0x7a, 0x58, 0x5a], // xz
  [0x37, 0x7a, 0xbc, 0xaf], // 7z
  [0x52, 0x61, 0x72, 0x21], // rar
  [0x28, 0xb5, 0x2f, 0xfd], // zstd
  [0x25, 0x50, 0x44, 0x46], // pdf
  [0x89, 0x50, 0x4e, 0x47], // png
  [0xff, 0xd8, 0xff], // jpeg
  [0x47, 0x49, 0x46, 0x38], // gif
  [0x7f, 0x45, 0x4c, 0x46], // a program
  [0x4d, 0x5a, 0x90],
];
const utf16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
] as const;
const bom = [0xef, 0xbb, 0xbf] as const;

const beginsWith = (bytes: Uint8Array, start: readonly number[]): boolean => start.every((byte, at) => bytes[at] === byte);

/** Escape sequences of ISO-2022-JP: valid as either of our encodings, and nonsense in both. */
const escape = 0x1b;

/**
 * Looks at the bytes of a file as they come in, so that a file that cannot be a roll is refused before it is kept, and
 * says afterwards in which encodings it can be read. Nothing is ever unpacked.
 */
export class TextSniffer {
  readonly #decoders = new Map(importEncodings.map((encoding) => [encoding, new TextDecoder(encoding, { fatal: true })] as const));
  #length = 0;
  #breaks = 0;
  #lastByte = 0;
  #hasBom = false;

  /** @throws DomainError CSV_NOT_TEXT, CSV_UNREADABLE */
  take(bytes: Uint8Array): void {
    if (this.#length === 0 && bytes.length > 0) {
      if (signatures.some((start) => beginsWith(bytes, start))) throw new DomainError('CSV_NOT_TEXT');
      if (utf16.some((start) => beginsWith(bytes, start))) throw new DomainError('CSV_UNREADABLE');
      this.#hasBom = beginsWith(bytes, bom);
      // A file that says it is UTF-8 is nothing else.
      if (this.#hasBom) this.#decoders.delete('shift_jis');
    }
    if (bytes.includes(0) || bytes.includes(escape)) throw new DomainError('CSV_UNREADABLE');
    this.#length += bytes.length;
    for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) this.#breaks += 1;
    this.#lastByte = bytes.at(-1) ?? this.#lastByte;
    this.#try((decoder) => decoder.decode(bytes, { stream: true }));
    if (this.#decoders.size === 0) throw new DomainError('CSV_UNREADABLE');
  }

  /** @throws DomainError CSV_UNREADABLE, CSV_EMPTY */
  end(): { readonly encodings: ImportEncoding[]; readonly lines: number } {
    this.#try((decoder) => decoder.decode());
    if (this.#length === 0) throw new DomainError('CSV_EMPTY');
    if (this.#decoders.size === 0) throw new DomainError('CSV_UNREADABLE');
    return { encodings: [...this.#decoders.keys()], lines: this.#breaks + (this.#lastByte === 0x0a ? 0 : 1) };
  }

  #try(decode: (decoder: InstanceType<typeof TextDecoder>) => void): void {
    for (const [encoding, decoder] of this.#decoders)
      try {
        decode(decoder);
      } catch {
        this.#decoders.delete(encoding);
      }
  }
}
