import { TextLink } from '../../components/Link.tsx';
import { useOrg } from '../../lib/org.ts';
import { fill, useWords } from '../../lib/words.ts';
import { statusTexts } from './status-texts.ts';
import './status.css';

const mostShown = 20;

interface Person {
  readonly memberId: string;
  readonly memberNumber: string;
  readonly name: string;
}

interface LeftOutProps<One extends Person> {
  readonly title: string;
  readonly refused: readonly One[];
  readonly why: (one: One) => string;
}

/** Who stays as they are, and why. */
export function LeftOut<One extends Person>({ title, refused, why }: LeftOutProps<One>) {
  const words = useWords(statusTexts);
  const org = useOrg();
  if (refused.length === 0) return null;
  return (
    <section className="scroll-box left-out" aria-label={title} tabIndex={0}>
      <h3>{title}</h3>
      <ul>
        {refused.slice(0, mostShown).map((person) => (
          <li key={person.memberId}>
            <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: person.memberId }}>
              {person.name}
            </TextLink>{' '}
            <span className="num muted">{person.memberNumber}</span>
            <br />
            {why(person)}
          </li>
        ))}
        {refused.length > mostShown ? <li className="muted">{fill(words.leftOutMore, { count: refused.length - mostShown })}</li> : null}
      </ul>
    </section>
  );
}
