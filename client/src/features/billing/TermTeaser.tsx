import { LinkButton } from '../../components/LinkButton.tsx';
import { Row, Rows, Section } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import type { MyTermView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { termTexts } from './term-texts.ts';

/** Through when the membership is valid, on the first page; how it goes on stands behind it. */
export function TermTeaser({ term, org }: { readonly term: MyTermView; readonly org: string }) {
  const words = useWords(termTexts);
  const { through, state, autoRenewal } = term;
  if (through === null && !term.hasTerms) return null;
  const hasEnded = state === 'grace' || state === 'ended';
  return (
    <Section title={words.title}>
      <div className="stack-8">
        {through === null ? null : (
          <Rows>
            <Row label={words.title}>
              <span className="row">
                {fill(hasEnded ? words.ended : words.through, { date: formatDateLong(through) })}
                {state === 'ending' ? <Tag>{words.ending}</Tag> : null}
                {autoRenewal.isOn && autoRenewal.offered ? <Tag>{words.automatic}</Tag> : null}
              </span>
            </Row>
          </Rows>
        )}
        <LinkButton to="/$org/my/renewal" params={{ org }} block>
          {words.open}
        </LinkButton>
      </div>
    </Section>
  );
}
