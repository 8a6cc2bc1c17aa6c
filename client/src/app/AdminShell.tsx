import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import {
  Award,
  BadgeCheck,
  BellRing,
  BookText,
  Building2,
  CalendarSync,
  CircleAlert,
  CircleUser,
  Combine,
  CreditCard,
  DoorOpen,
  Download,
  FileCheck,
  FilePlus2,
  FileText,
  Files,
  Hash,
  History,
  Inbox,
  KeyRound,
  Landmark,
  Layers,
  Link2,
  List,
  ListChecks,
  ListPlus,
  LogOut,
  Menu as MenuIcon,
  Repeat,
  Scale,
  Search,
  Settings,
  ShieldCheck,
  Stamp,
  TriangleAlert,
  Upload,
  Undo2,
  UserPen,
  UserPlus,
  Users,
  UsersRound,
  Webhook,
  X,
} from 'lucide-react';
import { Suspense, lazy, useEffect, useState } from 'react';
import { HelpCorner } from '../components/HelpButton.tsx';
import { linkProps } from '../components/LinkButton.tsx';
import { Mark } from '../components/Mark.tsx';
import { LanguageSwitch } from '../components/LanguageSwitch.tsx';
import { useKit } from '../lib/i18n/kit.ts';
import { navWords } from '../lib/i18n/nav-words.ts';
import { useLive } from '../lib/live.ts';
import { figure } from '../lib/money.ts';
import { useOrg } from '../lib/org.ts';
import { signOut } from '../lib/session.ts';
import { useHelpKey } from '../lib/shortcuts.ts';
import { useTRPC } from '../lib/trpc.ts';
import { mayLogOut } from '../lib/unsaved.ts';
import { useWords } from '../lib/words.ts';
import type { Way } from './console-ways.ts';
import { SuspendedNote } from './SuspendedNote.tsx';
import { Unsaved } from './Unsaved.tsx';
import { paletteTexts } from './palette-texts.ts';

const loadHelp = () => import('./OfficeHelp.tsx');
const OfficeHelp = lazy(() => loadHelp().then((module) => ({ default: module.OfficeHelp })));
const loadPalette = () => import('./Palette.tsx');
const Palette = lazy(() => loadPalette().then((module) => ({ default: module.Palette })));

type Word = keyof typeof navWords.ja;

interface Entry extends Way {
  readonly icon: typeof Inbox;
  readonly exact?: boolean;
}

const entries: readonly (Entry | { readonly group: Word } | 'stitch')[] = [
  { to: '/$org/admin', word: 'tasks', icon: Inbox, exact: true },
  { to: '/$org/admin/members', word: 'members', icon: Users, exact: true, needs: 'members.read' },
  { to: '/$org/admin/corporate-members', word: 'corporate', icon: Building2, needs: 'members.read' },
  { to: '/$org/admin/members/applications', word: 'applications', icon: UserPlus, needs: 'members.read' },
  { to: '/$org/admin/members/first-access', word: 'logins', icon: KeyRound, needs: 'members.read' },
  { to: '/$org/admin/members/import', word: 'import', icon: Upload, needs: 'members.write' },
  { to: '/$org/admin/members/jobs', word: 'memberJobs', icon: ListChecks, needs: 'members.read' },
  { to: '/$org/admin/members/duplicates', word: 'duplicates', icon: Combine, needs: 'members.read' },
  { to: '/$org/admin/members/changes', word: 'changes', icon: UserPen, needs: 'members.read' },
  { to: '/$org/admin/members/proofs', word: 'proofs', icon: FileCheck, needs: 'members.read' },
  { to: '/$org/admin/renewals', word: 'renewals', icon: CalendarSync, needs: 'members.read' },
  { to: '/$org/admin/members/numbers', word: 'numbers', icon: Hash, needs: 'members.write' },
  { to: '/$org/admin/members/types', word: 'types', icon: Layers, needs: 'settings' },
  { group: 'fees' },
  { to: '/$org/admin/billing/runs', word: 'runs', icon: FilePlus2, needs: 'billing.read' },
  { to: '/$org/admin/bills', word: 'bills', icon: FileText, needs: 'billing.read' },
  { to: '/$org/admin/arrears', word: 'arrears', icon: CircleAlert, needs: 'billing.read' },
  { to: '/$org/admin/reminders', word: 'reminders', icon: BellRing, needs: 'billing.read' },
  { to: '/$org/admin/recurring', word: 'recurring', icon: Repeat, needs: 'billing.read' },
  { to: '/$org/admin/billing-items', word: 'items', icon: List, needs: 'settings' },
  { group: 'money' },
  { to: '/$org/admin/payments', word: 'payments', icon: CreditCard, exact: true, needs: 'payments.read' },
  { to: '/$org/admin/payments/reconcile', word: 'deposits', icon: Landmark, needs: 'payments.read' },
  { to: '/$org/admin/payments/settlements', word: 'settlements', icon: Scale, needs: 'payments.read' },
  { to: '/$org/admin/refunds', word: 'refunds', icon: Undo2, needs: 'payments.read' },
  { to: '/$org/admin/pay-links', word: 'payLinks', icon: Link2, needs: 'payments.read' },
  { to: '/$org/admin/payouts', word: 'payouts', icon: Landmark, needs: 'payments.read' },
  { to: '/$org/admin/direct-debit', word: 'directDebit', icon: Landmark, needs: 'payments.read' },
  { to: '/$org/admin/papers', word: 'papers', icon: Files, needs: 'payments.read' },
  { to: '/$org/admin/books', word: 'books', icon: BookText, needs: 'payments.read' },
  { to: '/$org/admin/tasks', word: 'discrepancies', icon: TriangleAlert, needs: 'payments.read' },
  'stitch',
  { to: '/$org/admin/exports', word: 'exports', icon: Download, needs: 'members.export' },
  { to: '/$org/admin/settings', word: 'settings', icon: Settings, exact: true, needs: 'settings' },
  { to: '/$org/admin/settings/fields', word: 'fields', icon: ListPlus, needs: 'settings' },
  { to: '/$org/admin/settings/members', word: 'memberSettings', icon: Award, needs: 'settings' },
  { to: '/$org/admin/settings/renewals', word: 'termSettings', icon: CalendarSync, needs: 'settings' },
  { to: '/$org/admin/settings/joining', word: 'joining', icon: DoorOpen, needs: 'settings' },
  { to: '/$org/admin/settings/payments', word: 'paymentSettings', icon: CreditCard, needs: 'settings' },
  { to: '/$org/admin/settings/screening', word: 'screening', icon: BadgeCheck, needs: 'settings' },
  { to: '/$org/admin/settings/payouts', word: 'payoutSettings', icon: Landmark, needs: 'settings' },
  { to: '/$org/admin/settings/papers', word: 'paperSettings', icon: Stamp, needs: 'settings' },
  { to: '/$org/admin/settings/dunning', word: 'dunningSettings', icon: BellRing, needs: 'settings' },
  { to: '/$org/admin/settings/webhooks', word: 'webhooks', icon: Webhook, needs: 'settings' },
  { to: '/$org/admin/settings/staff', word: 'staff', icon: UsersRound, needs: 'users' },
  { to: '/$org/admin/settings/security', word: 'security', icon: ShieldCheck, needs: 'settings' },
  { to: '/$org/admin/audit', word: 'audit', icon: History, needs: 'audit' },
];

const ways: readonly Way[] = [
  ...entries.filter((entry): entry is Entry => typeof entry === 'object' && 'to' in entry),
  { to: '/$org/admin/settings/account', word: 'account' },
];

/** The console: the indigo cloth with the ways, and the desk. On a phone the cloth comes out of the top bar. */
export function AdminShell() {
  const org = useOrg();
  const kit = useKit();
  const names = useWords(navWords);
  const trpc = useTRPC();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const dashboard = useQuery(trpc.reports.dashboard.queryOptions());
  useLive(['tasks', 'applications']);
  const counts: Partial<Record<Word, number | undefined>> = {
    discrepancies: dashboard.data?.openTasks,
    applications: dashboard.data?.waitingApplications,
    refunds: dashboard.data?.refundsToApprove,
  };
  const [isFinding, setFinding] = useState(false);
  const [isHelping, setHelping] = useHelpKey();
  const finder = useWords(paletteTexts);
  useEffect(() => setOpen(false), [path]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Whoever presses the first key goes on typing at once: what the second one opens is fetched in between.
      if (event.key === 'Control' || event.key === 'Meta') void loadPalette();
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing)
        return;
      event.preventDefault();
      setFinding(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  const me = viewer.data?.audience === 'admin' ? viewer.data : null;
  const account = `/${org}/admin/settings/account`;
  const isDue = me?.secondStepDue === true && path !== account;
  useEffect(() => {
    if (isDue) void navigate({ href: account, replace: true });
  }, [isDue, account, navigate]);
  // The list of places may be taller than the window.
  useEffect(() => {
    document.querySelector('.noren [aria-current=page]')?.scrollIntoView({ block: 'nearest' });
  }, [path, me]);
  return (
    <div className={isOpen ? 'admin is-open' : 'admin'}>
      <aside className="noren" id="noren">
        <div className="noren__org">
          <Mark size={30} />
          <span>
            {me?.orgName ?? ''}
            <small>Tsudoi</small>
          </span>
        </div>
        <div className="stitch" aria-hidden />
        <nav aria-label={names.label}>
          {entries.map((entry) => {
            if (entry === 'stitch') return <div key="stitch" className="stitch" aria-hidden />;
            if ('group' in entry) {
              return (
                <p key={entry.group} className="group">
                  {names[entry.group]}
                </p>
              );
            }
            if (entry.needs !== undefined && me !== null && !me.permissions.includes(entry.needs)) return null;
            const target = entry.to.replace('$org', org);
            const isCurrent = entry.exact
              ? path === target || (entry.word === 'members' && /\/members\/(new$|mem_)/.test(path))
              : path.startsWith(target);
            const Icon = entry.icon;
            const count = counts[entry.word] ?? 0;
            return (
              <Link
                key={entry.word}
                {...linkProps({ to: entry.to, params: { org } })}
                activeProps={{}}
                activeOptions={{ exact: true }}
                {...(isCurrent ? { 'aria-current': 'page' as const } : { 'aria-current': undefined })}
              >
                <Icon size={18} strokeWidth={1.75} aria-hidden />
                {names[entry.word]}
                {count > 0 ? <span className="count">{figure(count)}</span> : null}
              </Link>
            );
          })}
        </nav>
        <Foot name={me ? `${me.familyName} ${me.givenName}` : ''} role={me ? kit.roles[me.role] : ''} org={org} />
      </aside>
      <div className="desk">
        <header className="topbar">
          <button
            type="button"
            className="icon-btn only-narrow"
            aria-label={kit.menu}
            aria-expanded={isOpen}
            aria-controls="noren"
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? <X size={20} strokeWidth={1.75} aria-hidden /> : <MenuIcon size={20} strokeWidth={1.75} aria-hidden />}
          </button>
          <span className="topbar__org only-narrow">
            <Mark size={24} />
            <span className="topbar__name">{me?.orgName ?? ''}</span>
          </span>
          <button
            type="button"
            className="search"
            aria-haspopup="dialog"
            onPointerEnter={() => void loadPalette()}
            onClick={() => setFinding(true)}
          >
            <Search className="i" size={16} aria-hidden />
            <em className="sr-only only-narrow">{finder.open}</em>
            <span>{finder.open}</span>
            <kbd className="kbd not-narrow" aria-hidden>
              Ctrl K
            </kbd>
          </button>
          <span className="grow" />
          <LanguageSwitch />
          <HelpCorner isOpen={isHelping} onChange={setHelping} panel={OfficeHelp} onNear={() => void loadHelp()} />
        </header>
        <main id="main" className="desk__main" tabIndex={-1}>
          {me?.isSuspended ? <SuspendedNote /> : null}
          <Outlet />
        </main>
      </div>
      <Unsaved />
      {isFinding ? (
        <Suspense fallback={null}>
          <Palette ways={ways} permissions={me?.permissions ?? []} onClose={() => setFinding(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

function Foot({ name, role, org }: { readonly name: string; readonly role: string; readonly org: string }) {
  const words = useWords(navWords);
  const navigate = useNavigate();
  const leave = async () => {
    if (!(await mayLogOut())) return;
    await signOut('admin', org);
    await navigate({ href: `/${org}/admin/login`, ignoreBlocker: true });
  };
  return (
    <div className="noren__foot">
      <Link {...linkProps({ to: '/$org/admin/settings/account', params: { org } })} className="noren__me">
        <span className="avatar" aria-hidden>
          {name.slice(0, 1)}
        </span>
        <span>
          {name}
          <small>{role}</small>
          <span className="sr-only">{words.account}</span>
        </span>
        {name === '' ? <CircleUser size={20} aria-hidden /> : null}
      </Link>
      <span className="grow" />
      <button type="button" className="icon-btn" aria-label={words.signOut} title={words.signOut} onClick={() => void leave()}>
        <LogOut size={18} strokeWidth={1.75} aria-hidden />
      </button>
    </div>
  );
}
