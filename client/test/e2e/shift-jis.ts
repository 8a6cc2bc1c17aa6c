/** What a browser reads as Shift_JIS, the other way round: browsers only decode it. */
const bytesOf = new Map<string, readonly number[]>();
const decoder = new TextDecoder('shift_jis', { fatal: true });

function learn(...bytes: number[]): void {
  try {
    const letter = decoder.decode(Uint8Array.from(bytes));
    if ([...letter].length === 1 && !bytesOf.has(letter)) bytesOf.set(letter, bytes);
  } catch {
    // No letter stands there.
  }
}
for (let byte = 0; byte < 256; byte += 1) learn(byte);
for (let lead = 0x81; lead <= 0xfc; lead += 1) for (let trail = 0x40; trail <= 0xfc; trail += 1) learn(lead, trail);

/** @throws Error where a letter has no place in Shift_JIS */
export function shiftJis(text: string): Buffer {
  return Buffer.from(
    [...text].flatMap((letter) => {
      const bytes = bytesOf.get(letter);
      if (!bytes) throw new Error(`${letter} is not in Shift_JIS`);
      return bytes;
    }),
  );
}
