import { Link } from '@tanstack/react-router';
import { demoSlug } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { useEffect } from 'react';
import { HelpButton } from '../../components/HelpButton.tsx';
import { useWords } from '../../lib/words.ts';
import './landing.css';
import { LandingFaq, LandingPoints, LandingWhys, LandingYear } from './LandingSections.tsx';
import { LandingMark, LandingPhones, LandingSlip, LandingStamp } from './LandingParts.tsx';
import { organizationTexts } from './texts.ts';

/** What Tsudoi is, told with the product's own parts; promises only what exists today. */
export function LandingScreen() {
  const words = useWords(organizationTexts).landing;
  useEffect(() => {
    document.title = words.title;
  }, [words.title]);
  return (
    <div className="lp">
      <header className="lp-cloth">
        <div className="lp-head lp-w">
          <span className="lp-brand">
            <LandingMark size={34} />
            Tsudoi
            <small>{words.brandSub}</small>
          </span>
          <nav aria-label={words.nav}>
            <a className="lp-link" href="#year">
              {words.navYear}
            </a>
            <a className="lp-link" href="#why">
              {words.navWhy}
            </a>
            <a className="lp-link" href="#member">
              {words.navMember}
            </a>
            <a className="lp-link" href="#faq">
              {words.navFaq}
            </a>
          </nav>
          <Link className="lp-link" to="/login">
            {words.login}
          </Link>
          <Link className="lp-btn lp-btn--white lp-btn--sm" to="/signup">
            {words.start}
          </Link>
          <HelpButton />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <div className="lp-cloth lp-hero">
          <div className="lp-w lp-hero__in">
            <div>
              <h1>
                <span>{words.headline1}</span>
                <span>{words.headline2}</span>
              </h1>
              <p className="lp-lead">{words.lead}</p>
              <Actions start={words.start} find={words.find} />
              <p className="lp-fine">{words.fine}</p>
            </div>
            <Scene />
          </div>
        </div>
        <Facts />
        <LandingYear words={words} />
        <LandingWhys words={words} unit={words.unit} minus={words.minus} />
        <section className="lp-s" id="member" aria-labelledby="lp-member">
          <div className="lp-w lp-mem">
            <div>
              <h2 id="lp-member">
                <span className="lp-phrase">{words.memberTitle1}</span> <span className="lp-phrase">{words.memberTitle2}</span>
              </h2>
              <p className="lp-s__lead">{words.memberLead}</p>
              <LandingPoints words={words} />
            </div>
            <LandingPhones words={words} unpaid={words.unpaid} unit={words.unit} />
          </div>
        </section>
        <LandingFaq words={words} />
        <div className="lp-cloth lp-end">
          <div className="lp-w">
            <h2>
              <span className="lp-phrase">{words.endTitle1}</span> <span className="lp-phrase">{words.endTitle2}</span>
            </h2>
            <p>{words.endText}</p>
            <Actions start={words.start} find={words.find} />
          </div>
        </div>
      </main>
      <Foot />
    </div>
  );
}

function Actions({ start, find }: { start: string; find: string }) {
  return (
    <div className="lp-cta">
      <Link className="lp-btn lp-btn--white" to="/signup">
        {start}
      </Link>
      <Link className="lp-btn lp-btn--line" to="/login">
        {find}
      </Link>
    </div>
  );
}

function Scene() {
  const words = useWords(organizationTexts).landing;
  const rows = [
    { name: words.deskNames[0], amount: '12,000', state: words.paid, full: true, on: false },
    { name: words.deskNames[1], amount: '10,000', state: words.paid, full: true, on: true },
    { name: words.deskNames[2], amount: '6,000', state: words.waiting, full: false, on: false },
    { name: words.deskNames[3], amount: '12,000', state: words.unpaid, full: false, on: false },
  ];
  return (
    <div className="lp-scene" aria-hidden="true">
      <div className="lp-desk">
        <p>
          {words.deskTitle}
          <span>{words.deskCount}</span>
        </p>
        <ul>
          {rows.map((row) => (
            <li key={row.name} className={row.on ? 'is-on' : ''}>
              <span>{row.name}</span>
              <span>
                {row.amount}
                {words.unit}
              </span>
              <span className={row.full ? 'lp-state lp-state--full' : 'lp-state'}>
                <svg width="14" height="14" viewBox="0 0 16 16">
                  <circle
                    cx="8"
                    cy="8"
                    r={row.full ? 6.65 : 5.75}
                    fill={row.full ? 'currentColor' : 'none'}
                    stroke="currentColor"
                    strokeWidth={row.full ? 0 : 1.8}
                  />
                </svg>
                {row.state}
              </span>
            </li>
          ))}
        </ul>
      </div>
      <div className="lp-receipt">
        <b>{words.demoReceipt}</b>
        <span>{words.demoAddressee}</span>
      </div>
      <LandingSlip words={words} due={words.demoDueLeft} unpaid={words.unpaid} unit={words.unit} />
      <LandingStamp org={words.demoStamp} word={words.stampWord} size={118} />
    </div>
  );
}

function Facts() {
  const words = useWords(organizationTexts).landing;
  const facts = [
    { label: words.factTypes, value: words.factTypesValue, unit: '' },
    { label: words.factBill, value: words.factBillValue, unit: words.factBillUnit },
    { label: words.factLive, value: words.factLiveValue, unit: words.factLiveUnit },
    { label: words.factReceipt, value: words.factReceiptValue, unit: '' },
  ];
  return (
    <div className="lp-facts">
      <ul className="lp-w">
        {facts.map((fact) => (
          <li key={fact.label}>
            <p>{fact.label}</p>
            <b>
              {fact.value}
              {fact.unit === '' ? null : <span>{fact.unit}</span>}
            </b>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Foot() {
  const words = useWords(organizationTexts).landing;
  return (
    <footer className="lp-foot">
      <div className="lp-w">
        <span className="lp-brand">
          <LandingMark size={24} />
          Tsudoi
        </span>
        {import.meta.env.DEVELOPMENT ? (
          <>
            <span>{words.devTitle}</span>
            <Link to="/$org" params={{ org: demoSlug }}>
              {words.devDemo}
            </Link>
            <Link to="/dev/mailbox">{words.devMailbox}</Link>
            <Link to="/dev/components">{words.devParts}</Link>
          </>
        ) : null}
        <Link to="/signup">{words.start}</Link>
        <Link to="/login">{words.find}</Link>
      </div>
    </footer>
  );
}
