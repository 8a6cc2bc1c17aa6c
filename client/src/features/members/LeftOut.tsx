import { TextLink } from '../../components/Link.tsx';
import { useOrg } from '../../lib/org.ts';
import type { StatusPlan } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { textOfRefused } from './status-refusal.rules.ts';
import { statusTexts } from './status-texts.ts';

const mostShown = 20;

/** Who stays as they are, and why. */
export function LeftOut({ title, refused }: { readonly title: string; readonly refused: StatusPlan['refused'] }) {
  const words = useWords(statusTexts);
  const { statuses } = useWords(adminMemberTexts).detail;
  const org = useOrg();
  if (refused.length === 0) return null;
  return (
    <section className="left-out" aria-label={title} tabIndex={0}>
      <h3>{title}</h3>
      <ul>
        {refused.slice(0, mostShown).map((person) => (
          <li key={person.memberId}>
            <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: person.memberId }}>
              {person.name}
            </TextLink>{' '}
            <span className="num muted">{person.memberNumber}</span>
            <br />
            {textOfRefused(person, words, statuses)}
          </li>
        ))}
        {refused.length > mostShown ? <li className="muted">{fill(words.leftOutMore, { count: refused.length - mostShown })}</li> : null}
      </ul>
    </section>
  );
}
