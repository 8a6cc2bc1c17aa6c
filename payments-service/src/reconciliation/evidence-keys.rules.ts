import { readRemitter } from '../payables/payable-keys.rules.ts';
import { remitterKeys } from './evidence.rules.ts';

/** By what somebody is known: by a number or by what was learned, by a name alone, or by nothing. */
export type EvidenceKind = 'byNumber' | 'byName' | 'unknown';

/**
 * What a deposit can be known by, as one text: of a long file every line is kept, and as objects they would take five times the
 * room. A number (`#`) that stands within another one names it behind it.
 */
export function keysOfLine(deposit: { readonly senderCode: string; readonly remitter: string }): string {
  const { numbers, name } = readRemitter(deposit.remitter);
  const named = numbers.map(({ key, within }) => (within === undefined ? `#${key}` : `#${key}<#${within}`));
  // One letter is no name.
  return [...named, ...(name.length > 1 ? [`k:${name}`] : []), ...remitterKeys(deposit)].join('\n');
}

/** The keys in such a text, each on its own: of payables (`#`, `k:`) or of remitters (`c:`, `m:`). */
export const keysIn = (line: string): string[] => (line === '' ? [] : line.split('\n').map((part) => part.split('<')[0]!));

/** By what of its keys a line is known, if these are somebody's. A number within one that is somebody's is nobody's. */
export function kindOf(line: string, known: ReadonlySet<string>): EvidenceKind {
  let kind: EvidenceKind = 'unknown';
  for (const part of line.split('\n')) {
    const [key = '', within] = part.split('<');
    if (!known.has(key) || (within !== undefined && known.has(within))) continue;
    if (!key.startsWith('k:')) return 'byNumber';
    kind = 'byName';
  }
  return kind;
}
