import { Check, ChevronDown, TriangleAlert } from 'lucide-react';
import { LandingMoon } from './LandingParts.tsx';
import type { Words as WordsOf } from '../../lib/words.ts';
import type { organizationTexts } from './texts.ts';

type Words = WordsOf<(typeof organizationTexts)['ja']['landing']>;
type YearStep = keyof Words['year'];

const yearSteps: readonly YearStep[] = ['prepare', 'bill', 'collect', 'receipt', 'check'];

export function LandingYear({ words }: { words: Words }) {
  return (
    <section className="lp-s" id="year" aria-labelledby="lp-year">
      <div className="lp-w">
        <h2 id="lp-year">
          <span className="lp-phrase">{words.yearTitle1}</span> <span className="lp-phrase">{words.yearTitle2}</span>
        </h2>
        <p className="lp-s__lead">{words.yearLead}</p>
        <ol className="lp-year">
          {yearSteps.map((step, index) => (
            <li key={step}>
              <LandingMoon phase={index as 0 | 1 | 2 | 3 | 4} />
              <p className="lp-month">
                <b>{words.year[step].month}</b>
                {words.month}
              </p>
              <h3>{words.year[step].name}</h3>
              <p className="lp-before">
                <span>{words.before}</span>
                {words.year[step].before}
              </p>
              <p className="lp-after">
                <span>Tsudoi</span>
                {words.year[step].after}
              </p>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

function Yen({ value, unit }: { value: string; unit: string }) {
  return (
    <>
      {value}
      <i>{unit}</i>
    </>
  );
}

export function LandingWhys({ words, unit, minus }: { words: Words; unit: string; minus: string }) {
  const [reasonBefore, reasonRest = ''] = words.exampleReason.split('<0>');
  const [reasonBold, reasonAfter = ''] = reasonRest.split('</0>');
  return (
    <section className="lp-s lp-whys" id="why" aria-labelledby="lp-why">
      <div className="lp-w">
        <h2 id="lp-why">{words.whyTitle}</h2>
        <p className="lp-s__lead">{words.whyLead}</p>
        <div className="lp-whyg">
          <article>
            <div>
              <h3>{words.whyAmount}</h3>
              <p>{words.whyAmountText}</p>
            </div>
            <div className="lp-card">
              <table className="lp-ledger">
                <tbody>
                  <tr>
                    <td>
                      {words.exampleFee}
                      <small>{words.exampleFeeNote}</small>
                    </td>
                    <td>
                      <Yen value="12,000" unit={unit} />
                    </td>
                  </tr>
                  <tr>
                    <td>
                      {words.exampleCut}
                      <small>{words.exampleCutNote}</small>
                    </td>
                    <td className="is-minus">
                      <span className="sr-only">{minus}</span>
                      <span aria-hidden="true">−</span>
                      <Yen value="2,000" unit={unit} />
                    </td>
                  </tr>
                  <tr className="is-total">
                    <td>{words.exampleTotal}</td>
                    <td>
                      <Yen value="10,000" unit={unit} />
                    </td>
                  </tr>
                </tbody>
              </table>
            </div>
          </article>
          <article>
            <div>
              <h3>{words.whyMissing}</h3>
              <p>{words.whyMissingText}</p>
            </div>
            <div className="lp-card">
              <dl className="lp-dl">
                <dt>{words.reason}</dt>
                <dd>
                  {reasonBefore}
                  <b>{reasonBold}</b>
                  {reasonAfter}
                </dd>
                <dt>{words.rule}</dt>
                <dd>{words.exampleRule}</dd>
                <dt>{words.can}</dt>
                <dd>{words.exampleCan}</dd>
              </dl>
            </div>
          </article>
          <article>
            <div>
              <h3>{words.whyMoney}</h3>
              <p>{words.whyMoneyText}</p>
            </div>
            <div className="lp-card">
              <table className="lp-ledger">
                <tbody>
                  <tr>
                    <td>{words.exampleAsked}</td>
                    <td>
                      <Yen value="10,000" unit={unit} />
                    </td>
                  </tr>
                  <tr>
                    <td>{words.exampleGot}</td>
                    <td>
                      <Yen value="9,000" unit={unit} />
                    </td>
                  </tr>
                </tbody>
              </table>
              <p className="lp-held">
                <TriangleAlert size={16} strokeWidth={2} aria-hidden="true" />
                {words.exampleHeld}
              </p>
            </div>
          </article>
        </div>
      </div>
    </section>
  );
}

export function LandingPoints({ words }: { words: Words }) {
  return (
    <ul className="lp-points">
      {[words.memberPoint1, words.memberPoint2, words.memberPoint3].map((point) => (
        <li key={point}>
          <Check size={20} strokeWidth={1.75} aria-hidden="true" />
          <span>{point}</span>
        </li>
      ))}
    </ul>
  );
}

export function LandingFaq({ words }: { words: Words }) {
  return (
    <section className="lp-s lp-faq" id="faq" aria-labelledby="lp-faq">
      <div className="lp-w lp-faqs">
        <h2 id="lp-faq">{words.faqTitle}</h2>
        <div>
          {[words.faq.roster, words.faq.paper, words.faq.methods].map((item, index) => (
            <details key={item.q} open={index === 0}>
              <summary>
                {item.q}
                <ChevronDown size={18} strokeWidth={1.75} aria-hidden="true" />
              </summary>
              <p>{item.a}</p>
            </details>
          ))}
        </div>
      </div>
    </section>
  );
}
