import { isDeepStrictEqual } from 'node:util';
import type { AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import {
  type ScreeningDecision,
  type ScreeningFacts,
  type ScreeningGap,
  type ScreeningMethod,
  type ScreeningState,
  type ScreeningStep,
  screeningMethods,
} from '@tsudoi/shared/contracts/payments/screening.contract';
import { PersonNamePart, PhoneNumber, PostalCode, ReadingPart } from '@tsudoi/shared/contracts/text.contract';
import { isCorporateNumber } from '@tsudoi/shared/kernel/corporate-number';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import type { HistoryRow, MethodRow, ScreeningFileRow, ScreeningRow } from './screening.repository.ts';

/** Where a step may start from, and what it leads to (domain.md 3.9); anything else is INVALID_TRANSITION. */
export const screeningSteps: Readonly<Record<ScreeningStep, { readonly from: readonly ScreeningState[]; readonly to: ScreeningState }>> = {
  submitted: { from: ['draft'], to: 'submitted' },
  reviewing: { from: ['submitted'], to: 'reviewing' },
  docs_requested: { from: ['reviewing'], to: 'docs_requested' },
  answered: { from: ['docs_requested'], to: 'reviewing' },
  approved: { from: ['reviewing'], to: 'approved' },
  rejected: { from: ['reviewing'], to: 'rejected' },
  live: { from: ['approved'], to: 'live' },
  revoked: { from: ['approved', 'live'], to: 'revoked' },
};

type Content = Pick<ScreeningRow, 'facts' | 'methods' | 'files'>;

/** One person may take cards only (PAY-03), by whatever door. */
export function isCardOnly(kind: string): boolean {
  return kind === 'individual';
}

export function methodsOpenTo(kind: string): readonly ScreeningMethod[] {
  return isCardOnly(kind) ? ['card'] : screeningMethods;
}

const under = (methods: readonly MethodRow[], ...states: ScreeningState[]) => methods.some(({ state }) => states.includes(state));

/** What lies with the operator is not changed under their hands. */
export function isEditable(methods: readonly MethodRow[]): boolean {
  return !under(methods, 'submitted', 'reviewing');
}

/** What the operator asks for can be handed in, whatever else lies with them by now. */
export function takesDocuments(methods: readonly MethodRow[]): boolean {
  return isEditable(methods) || under(methods, 'docs_requested');
}

const decisions: readonly ScreeningStep[] = ['approved', 'rejected'];

/**
 * Why a document cannot be taken off; null where it still can. What the operator has before them is theirs to decide on, but for what
 * came since they asked and is not sent as an answer yet. What was there when they last decided is what they decided on: it stays as
 * evidence, whatever is applied for later.
 */
export function whyKept(
  { methods, history }: Pick<ScreeningRow, 'methods' | 'history'>,
  { at }: Pick<ScreeningFileRow, 'at'>,
): 'SCREENING_UNDER_REVIEW' | 'SCREENING_FILE_KEPT' | null {
  const asked = under(methods, 'docs_requested') ? history.findLast((entry) => entry.step === 'docs_requested') : undefined;
  if (!isEditable(methods) && !(asked && asked.at < at)) return 'SCREENING_UNDER_REVIEW';
  return history.some((entry) => decisions.includes(entry.step) && entry.at >= at) ? 'SCREENING_FILE_KEPT' : null;
}

export function isUnderWay(methods: readonly MethodRow[]): boolean {
  return under(methods, 'submitted', 'reviewing', 'docs_requested');
}

/**
 * The methods as they stand once those named are wanted. One that was turned down or ended can be applied for again; what has
 * been decided otherwise stays. @throws DomainError INDIVIDUAL_CARD_ONLY, SCREENING_UNDER_REVIEW
 */
export function wishing(before: readonly MethodRow[], wanted: readonly ScreeningMethod[], kind: string): MethodRow[] {
  if (!isEditable(before)) throw new DomainError('SCREENING_UNDER_REVIEW');
  const open = methodsOpenTo(kind);
  if (wanted.some((method) => !open.includes(method))) throw new DomainError('INDIVIDUAL_CARD_ONLY');
  const draft = (method: ScreeningMethod): MethodRow => ({ method, state: 'draft', reason: '' });
  const kept = before.flatMap((row) => {
    const isWanted = wanted.includes(row.method);
    if (row.state === 'draft') return isWanted ? [row] : [];
    return isWanted && (row.state === 'rejected' || row.state === 'revoked') ? [draft(row.method)] : [row];
  });
  const fresh = wanted.filter((method) => !before.some((row) => row.method === method)).map(draft);
  return [...kept, ...fresh].sort((left, right) => screeningMethods.indexOf(left.method) - screeningMethods.indexOf(right.method));
}

const digits = (count: number) => (text: string) => new RegExp(`^\\d{${count}}$`).test(text.normalize('NFKC'));
const parses = (schema: { safeParse(text: string): { success: boolean } }) => (text: string) => schema.safeParse(text).success;
const filled = (text: string) => text.trim() !== '';

const checks: Readonly<Record<Exclude<ScreeningGap, 'methods' | 'identity' | 'registry' | 'corporateNumber'>, (text: string) => boolean>> =
  {
    legalName: filled,
    postalCode: parses(PostalCode),
    address: filled,
    phone: parses(PhoneNumber),
    repFamilyName: parses(PersonNamePart),
    repGivenName: parses(PersonNamePart),
    repFamilyNameKana: parses(ReadingPart),
    repGivenNameKana: parses(ReadingPart),
    repBirthDate: parses(JstDate),
    bankCode: digits(4),
    branchCode: digits(3),
    accountType: filled,
    accountNumber: digits(7),
    accountHolder: filled,
    purpose: filled,
    purposeText: filled,
  };

const plainNumber = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '');

/** What keeps it from being sent, in the order of the form. A corporation proves its number by the registry's paper. */
export function missingOf({ facts, methods, files }: Content, kind: string): ScreeningGap[] {
  const has = (document: string) => files.some((file) => file.kind === document);
  const gaps = (Object.keys(checks) as (keyof typeof checks)[]).filter((field) => !checks[field](facts[field]));
  const number = plainNumber(facts.corporateNumber);
  const isCompany = kind === 'company';
  const numberWrong = number === '' ? isCompany : !isCorporateNumber(number);
  return [
    ...gaps.slice(0, 1),
    ...(numberWrong && kind !== 'individual' ? (['corporateNumber'] as const) : []),
    ...gaps.slice(1),
    ...(under(methods, 'draft', 'docs_requested') ? [] : (['methods'] as const)),
    ...(kind === 'individual' && !has('identity') ? (['identity'] as const) : []),
    ...(kind !== 'individual' && number !== '' && !has('registry') ? (['registry'] as const) : []),
  ].filter((gap, at, list) => list.indexOf(gap) === at);
}

/** @throws DomainError DONATION_PURPOSE, SCREENING_INCOMPLETE with what is missing */
export function refuseIncomplete(content: Content, kind: string): void {
  if (content.facts.purpose === 'donation') throw new DomainError('DONATION_PURPOSE');
  const open = methodsOpenTo(kind);
  if (content.methods.some(({ method, state }) => state === 'draft' && !open.includes(method)))
    throw new DomainError('INDIVIDUAL_CARD_ONLY');
  const missing = missingOf(content, kind);
  if (missing.length > 0)
    throw new DomainError(
      'SCREENING_INCOMPLETE',
      {},
      missing.map((gap) => ({ path: [gap], code: 'required' })),
    );
}

export interface Stepped {
  readonly methods: MethodRow[];
  readonly entry: Omit<HistoryRow, 'at' | 'by'>;
}

/**
 * One step of one method, or, where none is named, of all that it fits.
 * @throws DomainError INVALID_TRANSITION when it fits none
 */
export function step(
  before: readonly MethodRow[],
  what: ScreeningStep,
  { method, note = '' }: { readonly method?: ScreeningMethod; readonly note?: string } = {},
): Stepped {
  const { from, to } = screeningSteps[what];
  const moved = before.filter((row) => from.includes(row.state) && (method === undefined || row.method === method));
  if (moved.length === 0) throw new DomainError('INVALID_TRANSITION');
  const keepsReason = what === 'rejected' || what === 'revoked';
  return {
    methods: before.map((row) => (moved.includes(row) ? { ...row, state: to, reason: keepsReason ? note : '' } : row)),
    entry: { step: what, methods: moved.map((row) => row.method), note },
  };
}

/** The answer to what was asked for, which takes along what is wished for besides: one press sends all that stands there. */
export function answering(before: readonly MethodRow[], note: string): Stepped[] {
  const answered = step(before, 'answered', { note });
  return under(before, 'draft') ? [answered, step(answered.methods, 'submitted')] : [answered];
}

/** What is asked for by now: what was asked before and is not answered yet stays asked. */
export function requestOf({ request, methods }: Pick<ScreeningRow, 'request' | 'methods'>, note: string): string {
  return request === '' || !under(methods, 'docs_requested') ? note : `${request}\n\n${note}`;
}

/** What the operator decides, as a step. */
export function decided(before: readonly MethodRow[], decision: ScreeningDecision): Stepped {
  const { method, note } = { method: undefined, note: '', ...decision };
  return step(before, decision.step, { ...(method ? { method } : {}), note });
}

/** What may be offered to payers: approved, whether or not an account is there yet. */
export function allowedMethods(methods: readonly MethodRow[]): ScreeningMethod[] {
  return methods.filter(({ state }) => state === 'approved' || state === 'live').map(({ method }) => method);
}

type Sending = Required<Pick<HistoryRow, 'at' | 'by' | 'facts'>>;

/** What was sent to the operator, the newest first; what was sent again as it was is told once. */
export function sendingsOf({ history }: Pick<ScreeningRow, 'history'>): Sending[] {
  const sent = history.flatMap(({ at, by, facts }) => (facts ? [{ at, by, facts }] : []));
  return sent.filter(({ facts }, at) => !isDeepStrictEqual(facts, sent[at + 1]?.facts)).toReversed();
}

/** What the operator has before them, and had when they decided. Of what was sent before it was kept nothing else is left. */
export function factsSent(row: Pick<ScreeningRow, 'history' | 'facts'>): ScreeningFacts {
  return sendingsOf(row)[0]?.facts ?? row.facts;
}

export function changedFacts(before: ScreeningFacts, after: ScreeningFacts): (keyof ScreeningFacts)[] {
  return (Object.keys(noFacts) as (keyof ScreeningFacts)[]).filter((field) => before[field] !== after[field]);
}

const logFields: Readonly<Record<keyof ScreeningFacts, AuditField>> = {
  legalName: 'name',
  corporateNumber: 'corporateNumber',
  postalCode: 'postalCode',
  address: 'address',
  phone: 'phone',
  repFamilyName: 'representative',
  repGivenName: 'representative',
  repFamilyNameKana: 'representative',
  repGivenNameKana: 'representative',
  repBirthDate: 'representative',
  bankCode: 'bankAccount',
  branchCode: 'bankAccount',
  accountType: 'bankAccount',
  accountNumber: 'bankAccount',
  accountHolder: 'bankAccount',
  purpose: 'purpose',
  purposeText: 'purpose',
};

/**
 * What a saving changes of what was decided on, as far as the log does not say so yet: while somebody types it is saved many times,
 * and stands there once until it is sent. Before the first decision there is nothing to be compared with.
 */
export function fieldsToLog(row: Pick<ScreeningRow, 'facts' | 'history' | 'loggedFields'>, after: ScreeningFacts): AuditField[] {
  if (!row.history.some((entry) => decisions.includes(entry.step))) return [];
  const fields = new Set(changedFacts(factsSent(row), after).map((fact) => logFields[fact]));
  return [...fields].filter((field) => !row.loggedFields?.includes(field));
}

export const noFacts: ScreeningFacts = {
  legalName: '',
  corporateNumber: '',
  postalCode: '',
  address: '',
  phone: '',
  repFamilyName: '',
  repGivenName: '',
  repFamilyNameKana: '',
  repGivenNameKana: '',
  repBirthDate: '',
  bankCode: '',
  branchCode: '',
  accountType: '',
  accountNumber: '',
  accountHolder: '',
  purpose: '',
  purposeText: '',
};
