import type { ImportRowError, ImportTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import type { ReadRow, RowTerms } from './import-cell.rules.ts';
import type { CsvRecord } from './import-csv.rules.ts';
import type { MemberDocument } from './member.repository.ts';

/** What the rows before have said, over the whole file: figures, not texts, so that 100,000 rows stay small. */
export interface SeenRows {
  readonly numbers: Map<string, number>;
  /** Own numbers of members who were named by the number of a record that became part of theirs. */
  readonly former: Map<string, number>;
  readonly emails: Map<string, number>;
  readonly people: Map<number, number>;
}

/** A number that two different rows practically never share (two 26-bit hashes side by side). */
function fingerprint(cells: readonly string[]): number {
  let one = 2_166_136_261;
  let two = 5381;
  for (const cell of cells) {
    for (let at = 0; at < cell.length; at += 1) {
      const code = cell.charCodeAt(at);
      one = Math.imul(one ^ code, 16_777_619);
      two = (Math.imul(two, 33) + code) | 0;
    }
    one = Math.imul(one ^ 31, 16_777_619);
    two = Math.imul(two, 33);
  }
  return (one >>> 6) * 2 ** 26 + (two >>> 6);
}

interface Row {
  readonly read: ReadRow;
  readonly record: CsvRecord;
  /** Whom it is about, of those who are there. */
  readonly member: MemberDocument | null;
}

/** What a row says a second time in one file: a number, a member, a matched address, or all of it (IMP-01). */
export function repeated({ read, record, member }: Row, terms: RowTerms, seen: SeenRows, isRight: boolean): ImportRowError[] {
  const { line } = record;
  const errors: ImportRowError[] = [];
  const tell = (first: number, target: ImportTarget | null, code: string) => errors.push({ target, code, value: String(first) });
  const note = (map: Map<string, number>, key: string, target: ImportTarget, code: string) => {
    const first = map.get(key);
    if (first === undefined) map.set(key, line);
    else tell(first, target, code);
  };
  const typed = read.values.get('memberNumber') ?? '';
  const number = typed === '' ? '' : terms.keyOfNumber(typed);
  const own = member && terms.match === 'memberNumber' ? terms.keyOfNumber(member.memberNumber) : number;
  // A number of before a merge names the member whom another row may name by the present one.
  const first = own === number ? seen.former.get(own) : (seen.former.get(own) ?? seen.numbers.get(own));
  if (number !== '') note(seen.numbers, number, 'memberNumber', 'number_twice');
  if (own !== number && first === undefined) seen.former.set(own, line);
  if (first !== undefined && errors.length === 0) tell(first, 'memberNumber', 'member_twice');
  const email = read.values.get('contactEmail') ?? '';
  if (terms.match === 'contactEmail' && email !== '') note(seen.emails, email, read.emailTarget, 'email_twice');
  // The same line twice is a slip of copying; namesakes differ in address, birth date or number.
  const person = fingerprint(record.cells);
  const same = seen.people.get(person);
  if (same === undefined) seen.people.set(person, line);
  else if (isRight && errors.length === 0) tell(same, null, 'row_twice');
  return errors;
}
