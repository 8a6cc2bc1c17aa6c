import { useQuery } from '@tanstack/react-query';
import { Check, UserPlus } from 'lucide-react';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { BillStatusTag } from '../../components/Status.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate, formatFiscalYear, today } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { Tag } from '../../components/Tag.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { DashboardView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './dashboard.css';
import { reportTexts } from './texts.ts';

/** Counted work first, then how the year stands. */
export function DashboardScreen() {
  const org = useOrg();
  const words = useWords(reportTexts);
  const trpc = useTRPC();
  const may = useMay();
  const dashboard = useQuery(trpc.reports.dashboard.queryOptions());
  useLive(['bills', 'payments', 'tasks', 'members', 'runs', 'applications']);
  return (
    <>
      <PageHead
        title={words.title}
        sub={formatDate(today())}
        actions={
          may('members.write') ? (
            <LinkButton to="/$org/admin/members/new" params={{ org }} icon={<UserPlus size={18} strokeWidth={1.75} aria-hidden />}>
              {words.addMember}
            </LinkButton>
          ) : undefined
        }
      />
      <PageBody>
        <QueryState query={dashboard} skeleton={<PanelSkeleton rows={6} />}>
          {(view) => (
            <Columns side={may('billing.read') ? <Year view={view} org={org} /> : undefined}>
              {view.setup.every((step) => step.done) || !may('settings') ? null : <Setup view={view} org={org} />}
              <Work view={view} org={org} />
            </Columns>
          )}
        </QueryState>
      </PageBody>
    </>
  );
}

interface Part {
  readonly view: DashboardView;
  readonly org: string;
}

function Work({ view, org }: Part) {
  const words = useWords(reportTexts);
  const work = [
    {
      id: 'tasks',
      count: view.openTasks,
      title: words.tasks,
      text: words.tasksText,
      action: words.look,
      to: '/$org/admin/tasks',
      search: {},
    },
    {
      id: 'deposits',
      count: view.deposits.count,
      title: words.deposits,
      text: fill(words.depositsText, { amount: view.deposits.amount }),
      action: words.look,
      to: '/$org/admin/payments/reconcile',
      search: {},
    },
    {
      id: 'refunds',
      count: view.refundsToApprove,
      title: words.refunds,
      text: words.refundsText,
      action: words.look,
      to: '/$org/admin/refunds',
      search: {},
    },
    {
      id: 'applications',
      count: view.waitingApplications,
      title: words.applications,
      text: words.applicationsText,
      action: words.look,
      to: '/$org/admin/members/applications',
      search: {},
    },
    {
      id: 'changes',
      count: view.waitingChanges,
      title: words.changes,
      text: words.changesText,
      action: words.look,
      to: '/$org/admin/members/changes',
      search: {},
    },
    {
      id: 'proofs',
      count: view.waitingProofs,
      title: words.proofs,
      text: words.proofsText,
      action: words.look,
      to: '/$org/admin/members/proofs',
      search: {},
    },
    {
      id: 'bounced',
      count: view.bouncedMembers,
      title: words.bounced,
      text: words.bouncedText,
      action: words.look,
      to: '/$org/admin/bounced',
      search: {},
    },
    {
      id: 'overdue',
      count: view.overdue.count,
      title: words.overdue,
      text: fill(words.overdueText, { amount: view.overdue.amount }),
      action: words.look,
      to: '/$org/admin/bills',
      search: { status: 'overdue' },
    },
    {
      id: 'drafts',
      count: view.draftBills,
      title: words.drafts,
      text: words.draftsText,
      action: words.confirm,
      to: '/$org/admin/billing/runs',
      search: {},
    },
  ].filter((one) => one.count > 0);
  if (work.length === 0) {
    return (
      <Panel>
        <Empty title={words.nothing} text={words.nothingText} />
      </Panel>
    );
  }
  return (
    <ul className="panel work">
      {work.map((one, index) => (
        <li key={one.id}>
          <span className="work__count num">{figure(one.count)}</span>
          <span className="grow">
            <b>{one.title}</b>
            <br />
            <span className="muted">{one.text}</span>
          </span>
          <LinkButton to={one.to} params={{ org }} search={one.search} kind={index === 0 ? 'primary' : 'default'}>
            {one.action}
          </LinkButton>
        </li>
      ))}
    </ul>
  );
}

const stepTargets = {
  types: '/$org/admin/members/types',
  members: '/$org/admin/members/new',
  payments: '/$org/admin/settings/screening',
  run: '/$org/admin/billing/runs/new',
} as const;

function Setup({ view, org }: Part) {
  const words = useWords(reportTexts);
  const current = view.setup.find((step) => !step.done)?.step;
  return (
    <Panel title={words.setup}>
      <div className="stack">
        <p className="muted">{words.setupText}</p>
        <ol className="setup">
          {view.setup.map(({ step, done }, index) => (
            <li key={step} className={done ? 'is-done' : undefined}>
              <span className="setup__mark num">{done ? <Check size={16} strokeWidth={3} aria-label={words.done} /> : index + 1}</span>
              <span className="grow">
                <b>{words.steps[step].title}</b>{' '}
                {step === 'payments' && !done && view.screeningUnderWay ? <Tag>{words.underReview}</Tag> : null}
                <br />
                <span className="muted">{words.steps[step].text}</span>
              </span>
              {done ? null : (
                <LinkButton to={stepTargets[step]} params={{ org }} kind={step === current ? 'primary' : 'default'}>
                  {words.steps[step].action}
                </LinkButton>
              )}
            </li>
          ))}
        </ol>
      </div>
    </Panel>
  );
}

function Year({ view, org }: Part) {
  const words = useWords(reportTexts);
  const billed = view.paidThisYear.amount + view.unpaid.amount;
  const share = billed === 0 ? 0 : (view.paidThisYear.amount / billed) * 100;
  return (
    <Panel
      title={fill(words.year, { year: formatFiscalYear(view.fiscalYear) })}
      action={
        view.unpaid.count > 0 ? (
          <TextLink to="/$org/admin/bills" params={{ org }} search={{ status: 'open' }}>
            {words.seeUnpaid}
          </TextLink>
        ) : undefined
      }
    >
      <div className="stack-8">
        <div className="year__figure">
          <Yen value={view.paidThisYear.amount} size="l" />
          <b className="num">{billed === 0 ? '—' : `${share.toFixed(1)}%`}</b>
        </div>
        <div className="bar" aria-hidden>
          <span className="ok" style={{ width: `${share}%` }} />
        </div>
        <div className="row between">
          <span>{words.paid}</span>
          <span className="num">{fill(words.of, { amount: billed })}</span>
        </div>
        <table className="table table--tight">
          <thead>
            <tr>
              <th scope="col">{words.status}</th>
              <th scope="col" className="num">
                {words.count}
              </th>
              <th scope="col" className="num">
                {words.amount}
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <td>
                <BillStatusTag status="paid" />
              </td>
              <td className="num">{figure(view.paidThisYear.count)}</td>
              <td className="num">{figure(view.paidThisYear.amount)}</td>
            </tr>
            <tr>
              <td>
                <BillStatusTag status="unpaid" />
              </td>
              <td className="num">{figure(view.unpaid.count)}</td>
              <td className="num">{figure(view.unpaid.amount)}</td>
            </tr>
          </tbody>
          <tfoot>
            <tr>
              <td>{words.total}</td>
              <td className="num">{figure(view.paidThisYear.count + view.unpaid.count)}</td>
              <td className="num">{figure(billed)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
    </Panel>
  );
}
