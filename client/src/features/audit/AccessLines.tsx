import type { AccessChange } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import { formatDateLong } from '../../lib/dates.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { permissionWords } from '../../lib/i18n/permission-words.ts';
import { fill, useWords } from '../../lib/words.ts';
import { auditTexts } from './texts.ts';

/** What somebody of the office may do since, and what no more. */
export function AccessLines({ access: { role, granted, taken, term } }: { readonly access: AccessChange }) {
  const words = useWords(auditTexts);
  const roles = useKit().roles;
  const names = useWords(permissionWords);
  const rights = (some: readonly Permission[]) => some.map((right) => names[right]).join(words.fieldJoin);
  const day = (date: string | null) => (date === null ? words.noTerm : formatDateLong(date));
  const lines = [
    role && fill(words.role, { before: roles[role.before], after: roles[role.after] }),
    granted.length > 0 ? fill(words.granted, { rights: rights(granted) }) : null,
    taken.length > 0 ? fill(words.taken, { rights: rights(taken) }) : null,
    term && fill(words.term, { before: day(term.before), after: day(term.after) }),
  ].filter((line) => line !== null);
  return lines.map((line) => <div key={line}>{line}</div>);
}
