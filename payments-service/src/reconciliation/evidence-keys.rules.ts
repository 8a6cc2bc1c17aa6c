import { readRemitter } from '../payables/payable-keys.rules.ts';
import { remitterKeys } from './evidence.rules.ts';

/** By what somebody is known: by a number or by what was learned, by a name alone, or by nothing. */
export type EvidenceKind = 'byNumber' | 'byName' | 'unknown';

/**
 * What a deposit can be known by, as one text: of a long file every line is kept, and as objects they would take five times the
 * room. What is known by the figures in a number is known by the number as well, where that is somebody's: which of the two is meant
 * does not matter here.
 */
export function keysOfLine(deposit: { readonly senderCode: string; readonly remitter: string }): string {
  const { numbers, name } = readRemitter(deposit.remitter);
  // One letter is no name.
  return [...numbers.map(({ key }) => `#${key}`), ...(name.length > 1 ? [`k:${name}`] : []), ...remitterKeys(deposit)].join('\n');
}

/** The keys in such a text, each on its own: of payables (`#`, `k:`) or of remitters (`c:`, `m:`). */
export const keysIn = (line: string): string[] => (line === '' ? [] : line.split('\n'));

/** By what of its keys a line is known, if these are somebody's. */
export function kindOf(line: string, known: ReadonlySet<string>): EvidenceKind {
  const found = keysIn(line).filter((key) => known.has(key));
  if (found.some((key) => !key.startsWith('k:'))) return 'byNumber';
  return found.length > 0 ? 'byName' : 'unknown';
}
