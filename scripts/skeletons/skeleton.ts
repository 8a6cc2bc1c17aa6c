import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a generator wants: files that must not exist yet, and lines to be put in front of an anchor in files that do. */
export interface Skeleton {
  readonly files: Readonly<Record<string, string>>;
  readonly insertions: readonly Insertion[];
  /** What only a person can decide next. */
  readonly next: readonly string[];
}

export interface Insertion {
  readonly path: string;
  /** Start of the first line that the text goes in front of. */
  readonly before: string;
  readonly text: string;
}

export interface Words {
  /** Folder and router: `notices`. */
  readonly folder: string;
  /** File and variable: `notice-board`, `noticeBoard`, `NoticeBoard`. */
  readonly file: string;
  readonly variable: string;
  readonly type: string;
  /** Collection: `notice_boards`. */
  readonly collection: string;
  readonly prefix: string;
}

const kebab = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** @throws Error when a name is not lower case with hyphens */
export function wordsFrom(folder: string, noun: string): Words {
  for (const name of [folder, noun]) {
    if (!kebab.test(name)) throw new Error(`「${name}」: names are lower case letters, digits and single hyphens, e.g. notice-board`);
  }
  const type = noun
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  const plural = noun.endsWith('s') ? noun : `${noun}s`;
  return {
    folder,
    file: noun,
    variable: type.charAt(0).toLowerCase() + type.slice(1),
    type,
    collection: plural.replaceAll('-', '_'),
    prefix: noun.replaceAll('-', '').slice(0, 5),
  };
}

/** Writes all or nothing. @throws Error naming the file that exists already or the anchor that is gone */
export function writeSkeleton(base: string, { files, insertions }: Skeleton): void {
  for (const path of Object.keys(files)) {
    if (existsSync(join(base, path))) throw new Error(`${path} exists already`);
  }
  const changed = new Map<string, string>();
  for (const { path, before, text } of insertions) {
    const present = changed.get(path) ?? readFileSync(join(base, path), 'utf8');
    const place = present.startsWith(before) ? 0 : present.indexOf(`\n${before}`) + 1;
    if (place === 0 && !present.startsWith(before)) throw new Error(`${path}: no line starts with 「${before.trim()}」`);
    changed.set(path, present.slice(0, place) + text + present.slice(place));
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  }
  for (const [path, text] of changed) writeFileSync(join(base, path), text);
}
