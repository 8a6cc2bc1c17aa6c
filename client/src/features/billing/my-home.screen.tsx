import { TenantText } from '../../components/TenantText.tsx';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, QrCode } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { TextLink } from '../../components/Link.tsx';
import { MyFrame } from '../../components/MyFrame.tsx';
import { Section, Slip } from '../../components/Panel.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { BillStatusTag } from '../../components/Status.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { figure } from '../../lib/money.ts';
import { isOpen, isWaiting, mostUrgent, slipStateOf } from '../../lib/my-bill.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail, MemberViewer } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { BillSlip, MoreBills } from './BillSlip.tsx';
import './home.css';
import { billingTexts } from './texts.ts';

const LoadFailed = lazy(() => import('../../components/LoadFailed.tsx').then((module) => ({ default: module.LoadFailed })));

// Asked of few, once a year.
const ProofTeaser = lazy(() => import('./ProofTeaser.tsx').then((module) => ({ default: module.ProofTeaser })));

// Of those who chose a card for their dues, until it is entered.
const DuesCardTask = lazy(() => import('./DuesCardTask.tsx').then((module) => ({ default: module.DuesCardTask })));

// Of organisations whose memberships have terms.
const TermTeaser = lazy(() => import('./TermTeaser.tsx').then((module) => ({ default: module.TermTeaser })));

/** The one thing owed on the cloth, what was paid lately, and the card. */
export function MyHomeScreen() {
  const org = useOrg();
  const words = useWords(billingTexts).home;
  const trpc = useTRPC();
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const bills = useQuery(trpc.billing.myBills.queryOptions());
  const proof = useQuery(trpc.proofs.mine.queryOptions());
  const isMember = viewer.data?.audience === 'my' && !viewer.data.isApplicant;
  const duesCard = useQuery({ ...trpc.recurring.duesCard.queryOptions(), enabled: isMember });
  const term = useQuery({ ...trpc.renewals.mine.queryOptions(), enabled: isMember });
  useLive(['bills', 'payments', 'charges', 'receipts']);
  const me = viewer.data?.audience === 'my' ? viewer.data : null;
  const all = bills.data?.bills ?? [];
  const { first, more } = mostUrgent(all);
  return (
    <MyFrame org={org} current="home" title={words.title}>
      <div className="home-head">
        <div className="home-hello">
          <Greeting me={me} />
        </div>
        {me?.isSuspended ? <p className="note note--warn">{words.suspended}</p> : null}
      </div>
      <div aria-live="polite">
        {bills.isError && bills.data === undefined ? (
          <div className="home-slip">
            <Slip
              top={
                <Suspense>
                  <LoadFailed title={words.failed} error={bills.error} onRetry={() => void bills.refetch()} />
                </Suspense>
              }
            />
          </div>
        ) : bills.data === undefined ? (
          <SlipSkeleton />
        ) : first === null ? (
          <NothingOwed bills={all} org={org} />
        ) : (
          <BillSlip bill={first} org={org} />
        )}
      </div>
      {duesCard.data?.isAsked ? (
        <Suspense>
          <DuesCardTask />
        </Suspense>
      ) : null}
      {proof.data ? (
        <Suspense>
          <ProofTeaser proof={proof.data} org={org} />
        </Suspense>
      ) : null}
      {term.data && (term.data.hasTerms || term.data.through !== null) ? (
        <Suspense>
          <TermTeaser term={term.data} org={org} />
        </Suspense>
      ) : null}
      <MoreBills count={more} org={org} />
      <RecentBills bills={all.filter((bill) => bill.billId !== first?.billId && !isOpen(bill)).slice(0, 3)} org={org} />
      {me?.isApplicant ? (
        <p className="muted">{me.awaitsPayment ? words.awaitsText : words.applicantText}</p>
      ) : (
        <CardTeaser me={me} org={org} />
      )}
    </MyFrame>
  );
}

/** Who somebody is here; of a member their number, once there is one. */
export function Greeting({ me }: { me: MemberViewer | null }) {
  const words = useWords(billingTexts).home;
  return (
    <>
      <h1>{me === null ? <Skeleton width="9em" onCloth /> : fill(words.greeting, { name: `${me.familyName} ${me.givenName}` })}</h1>
      <p>
        {me === null ? (
          <Skeleton width="14em" onCloth />
        ) : me.isApplicant ? (
          fill(me.awaitsPayment ? words.awaits : words.applicant, { type: me.membershipTypeName })
        ) : me.awaitsNumber ? (
          me.membershipTypeName
        ) : (
          <Rich text={fill(words.member, { type: me.membershipTypeName, number: me.memberNumber })} tag="span" />
        )}
      </p>
    </>
  );
}

function SlipSkeleton() {
  return (
    <div className="home-slip" aria-hidden="true">
      <Slip
        top={
          <div className="stack-8">
            <Skeleton width="5em" />
            <Skeleton width="11em" />
            <Skeleton width="9em" height={44} />
            <Skeleton width="13em" />
          </div>
        }
        foot={<Skeleton width="100%" height={52} />}
      />
    </div>
  );
}

function NothingOwed({ bills, org }: { bills: readonly BillDetail[]; org: string }) {
  const words = useWords(billingTexts).home;
  const last = bills.find((bill) => bill.status === 'paid' || bill.status === 'overpaid');
  return (
    <section className="home-slip">
      <Slip
        top={
          <div className="home-paid">
            {last === undefined ? (
              <>
                <h2>{words.nothingTitle}</h2>
                <p className="home-row__meta">{words.nothingText}</p>
              </>
            ) : (
              <>
                <BillStatusTag status={last.status} soft />
                <h2>{words.paidTitle}</h2>
                <p className="home-row__meta">{fill(words.paidText, { name: last.billName, amount: figure(last.amount) })}</p>
              </>
            )}
          </div>
        }
        foot={
          last === undefined ? undefined : (
            <TextLink to="/$org/my/pay/$billId/result" params={{ org, billId: last.billId }}>
              {words.receipt}
            </TextLink>
          )
        }
      />
    </section>
  );
}

function RecentBills({ bills, org }: { bills: readonly BillDetail[]; org: string }) {
  const words = useWords(billingTexts).home;
  const { due } = useWords(billingTexts).bills;
  if (bills.length === 0) return null;
  return (
    <Section
      title={words.recent}
      action={
        <TextLink to="/$org/my/bills" params={{ org }}>
          {words.all}
        </TextLink>
      }
    >
      <ul className="list">
        {bills.map((bill) => (
          <li key={bill.billId}>
            <Link to="/$org/my/pay/$billId/result" params={{ org, billId: bill.billId }}>
              <span className="home-row">
                <b>
                  <TenantText>{bill.billName}</TenantText>
                </b>
                <Yen value={bill.amount} />
                <span className="home-row__meta">{fill(due, { date: formatDate(bill.dueOn) })}</span>
                <BillStatusTag status={bill.status} waiting={isWaiting(slipStateOf(bill))} />
              </span>
              <ChevronRight size={18} strokeWidth={1.75} aria-hidden="true" />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function CardTeaser({ me, org }: { me: MemberViewer | null; org: string }) {
  const words = useWords(billingTexts).home;
  if (me === null) return null;
  return (
    <Section title={words.card}>
      <Link className="home-card" to="/$org/my/card" params={{ org }}>
        <span>
          <span className="home-card__t">{fill(words.cardOf, { org: me.orgName, type: me.membershipTypeName })}</span>
          <span className="home-card__n">{`${me.familyName} ${me.givenName}`}</span>
          {me.awaitsNumber ? null : <span className="home-card__t">{me.memberNumber}</span>}
        </span>
        <span className="home-card__qr">
          <QrCode size={34} strokeWidth={1.75} aria-hidden="true" />
          <span className="sr-only">{words.showQr}</span>
        </span>
      </Link>
    </Section>
  );
}
