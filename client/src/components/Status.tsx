import type { ReactNode } from 'react';
import { useKit } from '../lib/i18n/kit.ts';

export type StatusKind =
  | 'draft'
  | 'unpaid'
  | 'partly_paid'
  | 'paid'
  | 'overpaid'
  | 'waiting'
  | 'not_required'
  | 'cancelled'
  | 'provisional'
  | 'expected'
  | 'active'
  | 'suspended'
  | 'applied'
  | 'withdrawn'
  | 'scheduled'
  | 'late'
  | 'failed';

type Tone = 'ok' | 'part' | 'late' | 'over' | 'wait' | 'off' | 'on' | '';

const ring = <circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.6" />;
const full = <circle cx="7" cy="7" r="6.3" fill="currentColor" />;
const tick = (
  <>
    {full}
    <path
      d="M3.9 7.2l2.1 2.1 4.1-4.4"
      fill="none"
      stroke="var(--color-surface)"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </>
);
const half = (
  <>
    {ring}
    <path d="M7 1.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
  </>
);
const dashed = <circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.6 2" />;
const alarm = (
  <>
    <path d="M7 .9l6.2 11.6H.8z" fill="currentColor" />
    <path d="M7 5v3.4M7 10.2v.4" stroke="var(--color-surface)" strokeWidth="1.5" strokeLinecap="round" />
  </>
);
const cross = (
  <>
    {ring}
    <path d="M5 5l4 4M9 5l-4 4" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
  </>
);
const bar = (
  <>
    {ring}
    <path d="M4.5 7h5" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
  </>
);
const clock = (
  <>
    {ring}
    <path d="M7 4v3l2 1.4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
  </>
);
const octagon = (
  <>
    <path d="M4.5 1.2h5l3.3 3.3v5l-3.3 3.3h-5L1.2 9.500v-5z" fill="currentColor" />
    <path d="M5 5l4 4M9 5L5 9" stroke="var(--color-surface)" strokeWidth="1.5" strokeLinecap="round" />
  </>
);
const frame = { x: 2, y: 2, width: 10, height: 10, rx: 2.2, fill: 'none', stroke: 'currentColor', strokeWidth: 1.6 };
const sign = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5, strokeLinecap: 'round' } as const;
/** People are square; what waits to be so is dashed. */
const square = (within: string, dashes = false) => (
  <>
    <rect {...frame} {...(dashes ? { pathLength: 16, strokeDasharray: '1.2 .8', strokeDashoffset: 0.6 } : {})} />
    {within === '' ? null : <path d={within} {...sign} />}
  </>
);
const plus = (
  <>
    {full}
    <path d="M7 4v6M4 7h6" stroke="var(--color-surface)" strokeWidth="1.6" strokeLinecap="round" />
  </>
);

/** Shape says the kind, fill says how far, the word says it exactly; colour only agrees. */
const glyphs: Readonly<Record<StatusKind, readonly [ReactNode, Tone]>> = {
  draft: [dashed, ''],
  unpaid: [ring, ''],
  partly_paid: [half, 'part'],
  paid: [tick, 'ok'],
  overpaid: [plus, 'over'],
  waiting: [clock, 'wait'],
  provisional: [half, 'wait'],
  expected: [half, 'wait'],
  not_required: [bar, 'off'],
  cancelled: [cross, 'off'],
  active: [<rect key="active" {...frame} fill="currentColor" />, 'on'],
  suspended: [square('M5.6 5.2v3.6M8.4 5.2v3.6'), ''],
  applied: [square('', true), 'wait'],
  withdrawn: [square('M4.8 9.2l4.4-4.4'), 'off'],
  scheduled: [square('M7 4.9V7l1.5 1', true), 'wait'],
  late: [alarm, 'late'],
  failed: [octagon, 'late'],
};

export interface StatusProps {
  readonly kind: StatusKind;
  readonly label: string;
  readonly soft?: boolean;
  readonly big?: boolean;
}

export function Status({ kind, label, soft = false, big = false }: StatusProps) {
  const [glyph, tone] = glyphs[kind];
  return (
    <span className={`st${tone ? ` st--${tone}` : ''}${soft ? ' st--soft' : ''}${big ? ' st--big' : ''}`}>
      <svg viewBox="0 0 14 14" aria-hidden>
        {glyph}
      </svg>
      {label}
    </span>
  );
}

export interface BillStatusTagProps {
  readonly status: 'draft' | 'unpaid' | 'partly_paid' | 'paid' | 'overpaid' | 'not_required' | 'cancelled';
  readonly overdue?: boolean;
  readonly waiting?: boolean;
  readonly provisional?: boolean;
  /** The card is authorised: 入金済(見込), no money yet. */
  readonly expected?: boolean;
  readonly soft?: boolean;
}

function billKind({ status, overdue, waiting, provisional, expected }: BillStatusTagProps): StatusKind {
  const open = status === 'unpaid' || status === 'partly_paid';
  if (open && expected) return 'expected';
  if (open && waiting) return 'waiting';
  if (open && overdue) return 'late';
  return status === 'paid' && provisional ? 'provisional' : status;
}

export function BillStatusTag({ soft = false, ...bill }: BillStatusTagProps) {
  const words = useKit().status;
  const kind = billKind(bill);
  return <Status kind={kind} label={words[kind]} soft={soft} />;
}

const memberKinds = {
  applied: 'applied',
  active: 'active',
  suspended: 'suspended',
  withdrawn: 'withdrawn',
  expelled: 'withdrawn',
  deceased: 'withdrawn',
  rejected: 'cancelled',
  application_withdrawn: 'cancelled',
} as const;

export function MemberStatusTag({
  status,
  soft = false,
  label,
}: {
  readonly status: keyof typeof memberKinds;
  readonly soft?: boolean;
  readonly label?: string;
}) {
  const words = useKit().status;
  const kind = memberKinds[status];
  return <Status kind={kind} label={label ?? words[kind]} soft={soft} />;
}
