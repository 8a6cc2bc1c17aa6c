import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';

const require = createRequire(import.meta.url);

/** Parsed once per process: opening a Japanese font per document costs five times the document (performance.md 0.7). */
const parsed = new Map<string, Font>();

function load(file: string): Font {
  let font = parsed.get(file);
  if (!font) {
    font = openSync(require.resolve(file)) as Font;
    parsed.set(file, font);
  }
  return font;
}

export type FontWeight = 'regular' | 'bold';

const faces = {
  regular: [
    '@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf',
    '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
  ],
  bold: [
    '@expo-google-fonts/biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf',
    '@expo-google-fonts/noto-sans-jp/700Bold/NotoSansJP_700Bold.ttf',
  ],
} as const satisfies Record<FontWeight, readonly [string, string]>;

export interface ChosenFont {
  /** Stable name, so that one document embeds a face once. */
  readonly name: string;
  readonly font: Font;
}

/** From the top of a line to its base, per point of size; the house face's for both, so that a line stands straight. */
export function ascentOf(weight: FontWeight): number {
  const font = load(faces[weight][0]);
  return font.ascent / font.unitsPerEm;
}

/** The house face, or the wider one for a text with a letter that it lacks, such as 𠮷. */
export function fontFor(text: string, weight: FontWeight): ChosenFont {
  const [house, wide] = faces[weight];
  const font = load(house);
  for (const letter of text) {
    if (!font.hasGlyphForCodePoint(letter.codePointAt(0)!)) return { name: `wide-${weight}`, font: load(wide) };
  }
  return { name: `house-${weight}`, font };
}
