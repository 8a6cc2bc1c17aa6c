import type { ScreeningFacts } from '@tsudoi/shared/contracts/payments/screening.contract';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { screeningWords } from '../../lib/i18n/screening-words.ts';
import { useToldFacts } from '../../lib/screening-facts.ts';
import type { OperatorScreening } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { deskTexts } from './desk-texts.ts';

/** What was sent, and is decided on; what is typed over it by now is named, and stays the organisation's until it is sent. */
export function SentFacts({ view }: { readonly view: Pick<OperatorScreening, 'orgSlug' | 'facts' | 'changedSince' | 'earlier'> }) {
  const words = useWords(deskTexts);
  const names = useWords(screeningWords);
  return (
    <Panel title={words.facts}>
      <div className="stack">
        {view.changedSince.length === 0 ? null : (
          <Note kind="warn" title={words.changedSince}>
            {view.changedSince.map((field) => names.fields[field]).join(names.comma)}
          </Note>
        )}
        <Rows>
          <Row label={words.slug}>
            <span className="num">{view.orgSlug}</span>
          </Row>
          <Facts facts={view.facts} />
        </Rows>
        {view.earlier.map(({ at, by, facts }) => (
          <details key={at}>
            <summary>{fill(words.earlier, { at: formatMoment(at), by })}</summary>
            <Rows>
              <Facts facts={facts} />
            </Rows>
          </details>
        ))}
      </div>
    </Panel>
  );
}

function Facts({ facts }: { readonly facts: ScreeningFacts }) {
  return useToldFacts(facts).map(({ field, label, text }) => (
    <Row key={field} label={label}>
      {text}
    </Row>
  ));
}
