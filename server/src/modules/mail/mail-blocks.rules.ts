import { englishBelow } from '../../platform/mail-outbox.ts';
import { bodyLines } from '../../platform/mail-subject.ts';

/** A line of figures: what it is, where the line says so, and how much or what. */
export interface Fact {
  readonly label: string | null;
  readonly value: string;
}

/** What the text of a mail is made of, in its order. */
export type MailBlock =
  | { readonly is: 'text'; readonly lines: readonly string[] }
  | { readonly is: 'facts'; readonly facts: readonly Fact[] }
  | { readonly is: 'button' }
  | { readonly is: 'english' };

const indented = /^(?:　| {2})/;
const labelled = /^(.{1,20}?)(?:　+|：|: )(.+)$/u;
/** An amount: what stands before the figure, the figure, its unit. */
export const moneyForm = /^(毎月)?([\d,]+)(円| yen)$/;
/** Whatever may go on in an address: one that goes on behind the link is another one. */
const goesOn = /^[\w\-.~/?#[\]@!$&*+,;=%]/;

function factOf(line: string): Fact {
  const [, label, value] = labelled.exec(line) ?? [];
  return label !== undefined && value !== undefined ? { label: label.trim(), value: value.trim() } : { label: null, value: line };
}

/** Indented, or a sum with its name. */
function isFact(line: string): boolean {
  const { label, value } = factOf(line);
  return indented.test(line) || (label !== null && moneyForm.test(value));
}

function placeOf(line: string, link: string | null): number {
  if (link === null) return -1;
  const at = line.indexOf(link);
  return at >= 0 && goesOn.test(line.slice(at + link.length)) ? -1 : at;
}

/**
 * The blocks of a mail's text: paragraphs between empty lines, lines that are indented as figures with their names, and the
 * button where the link stands first. Where it stands once more it stays a line.
 */
export function mailBlocks(text: string, link: string | null): MailBlock[] {
  const blocks: MailBlock[] = [];
  let lines: string[] = [];
  let facts: Fact[] = [];
  const close = () => {
    if (lines.length > 0) blocks.push({ is: 'text', lines });
    if (facts.length > 0) blocks.push({ is: 'facts', facts });
    [lines, facts] = [[], []];
  };
  let hasButton = false;
  for (const line of bodyLines(text)) {
    const at = hasButton ? -1 : placeOf(line, link);
    if (line.trim() === '') close();
    else if (line === englishBelow) {
      close();
      blocks.push({ is: 'english' });
    } else if (link !== null && at >= 0) {
      const [before, after] = [line.slice(0, at).trim(), line.slice(at + link.length).trim()];
      if (before !== '') lines.push(before);
      close();
      blocks.push({ is: 'button' });
      hasButton = true;
      if (after !== '') lines.push(after);
    } else if (isFact(line)) {
      if (lines.length > 0) close();
      facts.push(factOf(line.trim()));
    } else {
      if (facts.length > 0) close();
      lines.push(line.trim());
    }
  }
  close();
  return blocks;
}
