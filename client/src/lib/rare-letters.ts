let common: ReadonlySet<string> | null = null;

/** Every letter of CP932, which spreadsheets, banks and printers of labels know: the browser's own decoder tells them. */
function lettersOfCp932(): ReadonlySet<string> {
  const bytes: number[] = [];
  for (let lead = 0x81; lead <= 0xfc; lead += 1) {
    // Half-width kana are single bytes, and what stands from F0 on is for letters of one's own.
    if ((lead >= 0xa0 && lead <= 0xdf) || (lead >= 0xf0 && lead <= 0xf9)) continue;
    for (let trail = 0x40; trail <= 0xfc; trail += 1) if (trail !== 0x7f) bytes.push(lead, trail);
  }
  return new Set(new TextDecoder('shift_jis').decode(Uint8Array.from(bytes)).replaceAll('\ufffd', ''));
}

/** Letters of a name that other programs may not be able to write (𠮷, or the variant of a letter); each once. */
export function rareLetters(name: string): string[] {
  if (/^[\u0020-\u007e\u3040-\u30ff]*$/.test(name)) return [];
  common ??= lettersOfCp932();
  const known = common;
  const letters = [...new Intl.Segmenter('ja', { granularity: 'grapheme' }).segment(name.normalize('NFC'))].map(({ segment }) => segment);
  const isKnown = (letter: string) => [...letter].every((point) => /[\u0020-\u007e\uff61-\uff9f]/.test(point) || known.has(point));
  return [...new Set(letters.filter((letter) => !isKnown(letter)))];
}
