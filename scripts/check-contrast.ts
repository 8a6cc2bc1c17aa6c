import { contrastExamples } from './fixtures/contrast.examples.ts';
import { type Finding, isMain, proveExamples, readTree, report, type SourceFile } from './checks/source-tree.ts';

/** Every text and glyph on every ground it may stand on, in light and in dark, from the client's own tokens. */
const tokens = 'client/src/tokens.css';
const textNeeds = 4.5;
const glyphNeeds = 3;

const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected', 'primary-soft'];
const glyphGrounds = ['canvas', 'surface', 'raised', 'selected', 'primary-soft'];
const chartGrounds = ['surface', 'raised'];
const softs = ['success-soft', 'warning-soft', 'danger-soft', 'info-soft', 'money-over-soft'];
const texts = [
  'text',
  'text-muted',
  'text-faint',
  'link',
  'primary-ink',
  'success-ink',
  'warning-ink',
  'danger-ink',
  'info-ink',
  'money-in',
  'money-minus',
  'money-over-ink',
];
const glyphs = ['control', 'focus', 'primary', 'success', 'warning', 'danger', 'info', 'money-over', 'seal'];
const charts = ['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5', 'chart-6'];

const ownSoft = (name: string): string[] => softs.filter((soft) => soft === `${name.replace(/-ink$/, '')}-soft`);

interface Pair {
  readonly needs: number;
  readonly ink: string;
  readonly ground: string;
}

const across = (needs: number, inks: readonly string[], on: readonly string[]): Pair[] =>
  inks.flatMap((ink) => on.map((ground) => ({ needs, ink, ground })));

export const pairs: readonly Pair[] = [
  ...across(textNeeds, texts, grounds),
  ...texts.flatMap((ink) => across(textNeeds, [ink], ownSoft(ink))),
  ...across(textNeeds, ['text', 'text-muted', 'link'], softs),
  ...across(textNeeds, ['on-primary'], ['primary', 'primary-hover', 'primary-press']),
  ...across(textNeeds, ['on-danger'], ['danger']),
  ...across(textNeeds, ['noren-text', 'noren-muted'], ['noren', 'noren-deep', 'noren-on']),
  ...across(glyphNeeds, glyphs, glyphGrounds),
  ...glyphs.flatMap((ink) => across(glyphNeeds, [ink], ownSoft(ink))),
  ...across(glyphNeeds, charts, chartGrounds),
  ...across(glyphNeeds, ['focus'], ['focus-halo']),
  ...across(glyphNeeds, ['noren-line'], ['noren']),
];

/** WCAG 2: relative luminance of an sRGB colour. */
function luminance(hex: string): number {
  const channel = (from: number): number => {
    const part = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(ink: string, ground: string): number {
  const [a, b] = [luminance(ink), luminance(ground)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** `--color-x: light-dark(#…, #…)`, or one colour for both. */
function readTokens(css: string): Map<string, readonly [string, string]> {
  const found = new Map<string, readonly [string, string]>();
  for (const [, name, value] of css.matchAll(/--color-([\w-]+):\s*([^;]+);/g)) {
    const both = /^light-dark\(\s*(#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\s*\)$/i.exec(value?.trim() ?? '');
    const one = /^#[0-9a-f]{6}$/i.exec(value?.trim() ?? '');
    if (name && both?.[1] && both[2]) found.set(name, [both[1], both[2]]);
    else if (name && one) found.set(name, [one[0], one[0]]);
  }
  return found;
}

export function checkContrast(files: readonly SourceFile[]): Finding[] {
  const file = files.find(({ path }) => path === tokens);
  if (!file) return [{ path: tokens, rule: 'missing', message: 'the client has no tokens' }];
  const colours = readTokens(file.text);
  const findings: Finding[] = [];
  for (const name of new Set(pairs.flatMap(({ ink, ground }) => [ink, ground]))) {
    if (!colours.has(name))
      findings.push({
        path: tokens,
        rule: 'token',
        message: `--color-${name} is missing, or is no #rrggbb or light-dark(#rrggbb, #rrggbb)`,
      });
  }
  for (const { needs, ink, ground } of pairs) {
    const [above, below] = [colours.get(ink), colours.get(ground)];
    if (!above || !below) continue;
    const [light, dark] = [contrast(above[0], below[0]), contrast(above[1], below[1])];
    if (Math.min(light, dark) < needs) {
      findings.push({
        path: tokens,
        rule: 'contrast',
        message: `${ink} on ${ground}: ${light.toFixed(2)} light, ${dark.toFixed(2)} dark, needs ${needs}`,
      });
    }
  }
  return findings;
}

if (isMain(import.meta.url))
  report(
    [...proveExamples(contrastExamples, checkContrast), ...checkContrast(readTree())],
    `${pairs.length} pairs in 2 modes, ${contrastExamples.length} examples`,
  );
