/**
 * Writes 振込入金通知 as a bank would (providers.md 8), for the trial, the tests and the benchmark. It shares no code with what reads
 * them, so that a mistake in one is not hidden by the other.
 */
export interface SampleDeposit {
  /** YYMMDD as the file says it. */
  readonly day: string;
  /** 起算日; the same day where it is left out. */
  readonly valued?: string;
  readonly amount: number;
  readonly remitter: string;
  readonly inquiryNumber?: string;
  readonly senderCode?: string;
  readonly bank?: string;
  readonly branch?: string;
  readonly cancels?: boolean;
}

export interface SampleFile {
  readonly made: string;
  readonly account?: string;
  readonly lineEnd?: '' | '\r\n' | '\n';
  readonly deposits: readonly SampleDeposit[];
  /** What the trailer says, where it is to be wrong. */
  readonly trailer?: { readonly count: number; readonly amount: number };
}

const halfWidth = new Map(
  Array.from({ length: 0xff9f - 0xff66 + 1 }, (_, at) => String.fromCharCode(0xff66 + at)).map((half) => [half.normalize('NFKC'), half]),
);
const large: Readonly<Record<string, string>> = {
  ァ: 'ア',
  ィ: 'イ',
  ゥ: 'ウ',
  ェ: 'エ',
  ォ: 'オ',
  ッ: 'ツ',
  ャ: 'ヤ',
  ュ: 'ユ',
  ョ: 'ヨ',
};

/** A reading as a bank prints it: half-width, marks apart, no small letters. What has no such letter becomes a space. */
export function bankKana(reading: string): string {
  let text = '';
  for (const letter of reading.normalize('NFKC').normalize('NFD').toUpperCase()) {
    if (letter === '\u3099') text += 'ﾞ';
    else if (letter === '\u309a') text += 'ﾟ';
    else if (letter === 'ー') text += '-';
    else if (/[A-Z0-9 ().\-/]/.test(letter)) text += letter;
    else text += halfWidth.get(large[letter] ?? letter) ?? ' ';
  }
  return text;
}

function bytesOf(text: string): number[] {
  return Array.from(text, (letter) => {
    const code = letter.codePointAt(0)!;
    return code >= 0xff61 && code <= 0xff9f ? code - 0xff61 + 0xa1 : code < 0x80 ? code : 0x3f;
  });
}

const word = (text: string, width: number): string => bankKana(text).slice(0, width).padEnd(width);
const figure = (value: number | string, width: number): string => String(value).padStart(width, '0').slice(-width);

/** The bytes of one file: a header, the deposits, a trailer that agrees with them, and the end. */
export function sampleDepositFile({ made, account = '1234567', lineEnd = '\r\n', deposits, trailer }: SampleFile): Uint8Array {
  const records = [
    `101${'0'}${made}${made}${made}0001${word('トウオウギンコウ', 15)}001${word('ホンテン', 15)}1${figure(account, 7)}${word('ガクカイ', 40)}`,
    ...deposits.map(
      (deposit, at) =>
        `2${figure(deposit.inquiryNumber ?? at + 1, 6)}${deposit.day}${deposit.valued ?? deposit.day}${figure(deposit.amount, 10)}${figure(0, 10)}` +
        `${(deposit.senderCode ?? '').padEnd(10).slice(0, 10)}${word(deposit.remitter, 48)}${word(deposit.bank ?? 'ミナトギンコウ', 15)}` +
        `${word(deposit.branch ?? 'エキマエ', 15)}${deposit.cancels ? '1' : ' '}`,
    ),
  ];
  const kept = deposits.filter((deposit) => !deposit.cancels);
  const { count, amount } = trailer ?? { count: kept.length, amount: kept.reduce((sum, deposit) => sum + deposit.amount, 0) };
  records.push(`8${figure(count, 6)}${figure(amount, 12)}`, '9');
  const bytes: number[] = [];
  for (const record of records) {
    for (const byte of bytesOf(record.padEnd(200))) bytes.push(byte);
    for (const byte of bytesOf(lineEnd)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
