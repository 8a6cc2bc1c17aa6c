import Encoding from 'encoding-japanese';

/** One pair of a form as it came: its value in the bytes behind the percent signs, and as it was written. */
export interface FormPair {
  readonly name: string;
  readonly raw: string;
  readonly bytes: Buffer;
}

const mostPairs = 400;

/**
 * Splits a form without decoding its text: the bytes decide first, the provider's charset afterwards, because a second byte
 * of Shift_JIS may be a backslash and never is a separator. Null: more pairs than a provider sends.
 */
export function parseForm(body: Buffer): FormPair[] | null {
  const pairs = body
    .toString('latin1')
    .split('&')
    .filter((pair) => pair !== '');
  if (pairs.length > mostPairs) return null;
  return pairs.map((pair) => {
    const at = pair.indexOf('=');
    const raw = at < 0 ? '' : pair.slice(at + 1);
    return { name: unescaped(at < 0 ? pair : pair.slice(0, at)).toString('latin1'), raw, bytes: unescaped(raw) };
  });
}

function unescaped(text: string): Buffer {
  const plain = text.replaceAll('+', ' ').replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

/** The text of bytes in Windows-31J, or null where they are none. */
export function shiftJisText(bytes: Buffer): string | null {
  try {
    return new TextDecoder('shift_jis', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A letter that Windows-31J does not know, as Japanese print has marked it for a century. */
const unknownLetter = '〓';

/** Bytes of Windows-31J, at most `longest` of them and never half a letter. */
export function shiftJisBytes(text: string, longest = Number.POSITIVE_INFINITY): Buffer {
  const letters: Buffer[] = [];
  let size = 0;
  for (const letter of text.normalize('NFC')) {
    const bytes = letterBytes(letter) ?? letterBytes(unknownLetter)!;
    if (size + bytes.length > longest) break;
    letters.push(bytes);
    size += bytes.length;
  }
  return Buffer.concat(letters);
}

function letterBytes(letter: string): Buffer | null {
  const bytes = Buffer.from(Encoding.convert(Encoding.stringToCode(letter), { from: 'UNICODE', to: 'SJIS' }));
  return shiftJisText(bytes) === letter ? bytes : null;
}

/** A form in percent-encoding of the bytes given; text is taken as ASCII. */
export function encodeForm(fields: Readonly<Record<string, string | Buffer>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${escaped(Buffer.isBuffer(value) ? value : Buffer.from(value, 'latin1'))}`)
    .join('&');
}

function escaped(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9._~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
