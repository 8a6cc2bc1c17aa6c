import type { Words as WordsOf } from '../../lib/words.ts';
import type { organizationTexts } from './texts.ts';

type Words = WordsOf<(typeof organizationTexts)['ja']['landing']>;

/** The mark: one bent arm around one vermilion dot. */
export function LandingMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="1 1 30 30" aria-hidden="true">
      <path
        d="M4.2 12.2C9.5 9 15.5 6.6 20 6.6c4.8 0 7.8 3 7.8 7.2 0 6.6-6.6 10.8-15.3 11.9"
        fill="none"
        stroke="#fff"
        strokeWidth="4.2"
        strokeLinecap="round"
      />
      <circle cx="14.4" cy="16.5" r="3.1" fill="#ff8b73" />
    </svg>
  );
}

export function LandingStamp({ org, word, size }: { org: string; word: string; size: number }) {
  return (
    <svg className="lp-stamp" width={size} height={size} viewBox="0 0 140 140" aria-hidden="true">
      <g fill="none" stroke="currentColor">
        <circle cx="70" cy="70" r="63" strokeWidth="4" />
        <path d="M9.5 53h121M9.5 87h121" strokeWidth="2.5" />
      </g>
      <g fill="currentColor" fontWeight="700" textAnchor="middle">
        <text x="70" y="43" fontSize="19" letterSpacing="1">
          {org}
        </text>
        <text x="70" y="78" fontSize="23">
          2026.5.12
        </text>
        <text x="70" y="112" fontSize="20" letterSpacing="2">
          {word}
        </text>
      </g>
    </svg>
  );
}

/** A moon that fills through the year: 0 empty … 4 full. */
export function LandingMoon({ phase }: { phase: 0 | 1 | 2 | 3 | 4 }) {
  const fills = ['', 'M4.74 22.5A13 13 0 0 0 27.26 22.5z', 'M3 16A13 13 0 0 0 29 16z', 'M4.74 9.5A13 13 0 1 0 27.26 9.5z', ''];
  return (
    <span className="lp-moon">
      <svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true">
        <circle cx="16" cy="16" r="13" fill={phase === 4 ? 'currentColor' : 'var(--color-surface)'} stroke="currentColor" strokeWidth="2" />
        {fills[phase] === '' ? null : <path d={fills[phase]} fill="currentColor" />}
      </svg>
    </span>
  );
}

function LandingFigure({ value, unit }: { value: string; unit: string }) {
  return (
    <span className="lp-fig">
      {value}
      <span>{unit}</span>
    </span>
  );
}

function UnpaidTag({ word }: { word: string }) {
  return (
    <span className="lp-tag">
      <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.8" />
      </svg>
      {word}
    </span>
  );
}

/** The slip a member sees, drawn from the same measures as the real one. */
export function LandingSlip({ words, due, unpaid, unit }: { words: Words; due: string; unpaid: string; unit: string }) {
  return (
    <div className="lp-slip">
      <div className="lp-slip__top">
        <UnpaidTag word={unpaid} />
        <b>{words.demoBill}</b>
        <LandingFigure value="10,000" unit={unit} />
        <p>
          <small>{due}</small>
        </p>
      </div>
      <div className="lp-stitch" />
      <div className="lp-slip__foot">
        <span className="lp-fakebtn">{words.demoPay}</span>
      </div>
    </div>
  );
}

export function LandingPhones({ words, unpaid, unit }: { words: Words; unpaid: string; unit: string }) {
  return (
    <div className="lp-phones" aria-hidden="true">
      <div className="lp-ph">
        <div className="lp-ph__head lp-cloth">
          <LandingMark size={22} />
          {words.demoOrg}
        </div>
        <LandingSlip words={words} due={words.demoDue} unpaid={unpaid} unit={unit} />
        <div className="lp-mcard">
          <b>{words.demoMember}</b>
          <br />
          {words.demoNumber}
        </div>
      </div>
      <span className="lp-arrow">
        <svg
          width="24"
          height="24"
          viewBox="0 0 24 24"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.75"
          strokeLinecap="round"
          strokeLinejoin="round"
        >
          <path d="M5 12h14M13 6l6 6-6 6" />
        </svg>
      </span>
      <div className="lp-ph">
        <div className="lp-done">
          <LandingStamp org={words.demoStamp} word={words.stampWord} size={116} />
          <b>{words.demoDone}</b>
          <small>{words.demoBill}</small>
          <p style={{ marginTop: 8 }}>
            <LandingFigure value="10,000" unit={unit} />
          </p>
          <span className="lp-fakebtn lp-fakebtn--line" style={{ marginTop: 20 }}>
            {words.demoReceipt}
          </span>
        </div>
      </div>
    </div>
  );
}
