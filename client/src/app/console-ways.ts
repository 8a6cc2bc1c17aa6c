import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { navWords } from '../lib/i18n/nav-words.ts';

type Word = keyof typeof navWords.ja;

/** A screen of the console that can be jumped to by its name. */
export interface Way {
  readonly to: string;
  readonly word: Word;
  /** Shown to whoever has this right. */
  readonly needs?: Permission;
}

/** What is said of a text when it is compared: width, case, spaces and the two kinds of kana make no difference. */
function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u3041-\u3096]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60))
    .replace(/\s+/g, '');
}

/** Ways whose name, in either language, has what was typed in it. Nothing typed: all. */
export function waysNamed(
  ways: readonly Way[],
  typed: string,
  names: readonly Readonly<Record<Word, string>>[],
  permissions: readonly Permission[],
): readonly Way[] {
  const asked = comparable(typed);
  return ways.filter(
    (way) =>
      (way.needs === undefined || permissions.includes(way.needs)) && names.some((words) => comparable(words[way.word]).includes(asked)),
  );
}
