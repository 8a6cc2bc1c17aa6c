import { fill } from '../../lib/words.ts';
import type { ja } from './dunning-texts.ja.ts';

type SettingsWords = { readonly [Word in keyof (typeof ja)['settings']]: string };

/** What a place of the settings is called where it is asked about apart from its stage: 第2段階 件名. */
export function placeName(words: SettingsWords, path: string): string | null {
  if (path === 'stages') return words.stages;
  const [, index, field] = /^stages\.(\d+)\.(\w+)$/.exec(path) ?? [];
  if (index === undefined || field === undefined) return null;
  const { days, mail, letter, subject, body, subjectEn, bodyEn } = words;
  const names: Readonly<Record<string, string>> = { days, mail, letter, subject, body, subjectEn, bodyEn };
  return [fill(words.stageTitle, { number: Number(index) + 1 }), names[field]].filter(Boolean).join(' ');
}
