import type { DomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import { formatDateLong, formatDuration, formatMoment } from './dates.ts';
import { type KitWords, useKit } from './i18n/kit.ts';
import { refusalText, refusalWords } from './i18n/refusals.ts';
import { useRefusals } from './refusal-words.ts';
import { fill } from './words.ts';

export interface ErrorFacts {
  readonly domainCode: DomainErrorCode | null;
  readonly params: Readonly<Record<string, string | number>>;
  readonly issues: readonly { readonly path: readonly (string | number)[]; readonly code: string }[];
  readonly requestNumber: string;
}

/** What an error says of itself: of a procedure, of a file route, or (code null) of the way to the server. */
export function factsOf(error: unknown): ErrorFacts {
  const data = (error as { data?: Partial<ErrorFacts> | null } | null)?.data;
  return {
    domainCode: typeof data?.domainCode === 'string' ? data.domainCode : null,
    params: data?.params ?? {},
    issues: data?.issues ?? [],
    requestNumber: data?.requestNumber ?? '',
  };
}

export function domainCodeOf(error: unknown): DomainErrorCode | null {
  return factsOf(error).domainCode;
}

export interface ErrorWords {
  readonly text: string;
  readonly number: string;
  /** Whether trying the same again may help. */
  readonly temporary: boolean;
}

/** A pause in whole units, rounded up: who waits that long need not wait again. */
function waitOf(seconds: unknown): string {
  const known = typeof seconds === 'number' ? seconds : 30;
  const unit = known < 60 ? 5 : known < 3600 ? 60 : 3600;
  return formatDuration(Math.ceil(known / unit) * unit);
}

/** What a refusal names comes as it is kept: days, moments and statuses are written here, the same in every text. */
function written(name: string, value: string | number): string | number {
  if (typeof value === 'number') return value;
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return formatDateLong(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return formatMoment(value);
  const statuses: Readonly<Record<string, string>> = (name === 'status' ? refusalWords()?.statuses : undefined) ?? {};
  return statuses[value] ?? value;
}

/** The text of a refusal, or one of a screen's own for it, with what it names. */
export function filledRefusal(text: string, params: ErrorFacts['params']): string {
  const values = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, written(name, value)]));
  return fill(text, { ...values, wait: waitOf(params['seconds']) });
}

export function wordsOfError(error: unknown, words: KitWords): ErrorWords {
  const facts = factsOf(error);
  if (facts.domainCode === null) {
    const cameFromServer = typeof (error as { data?: { code?: unknown } } | null)?.data?.code === 'string';
    return { text: cameFromServer ? words.unexpected : words.network, number: facts.requestNumber, temporary: true };
  }
  const temporary = ['UNEXPECTED', 'UNAVAILABLE', 'PROVIDER_UNAVAILABLE', 'TOO_MANY_REQUESTS', 'IN_PROGRESS'].includes(facts.domainCode);
  // Where no form shows its fields in red, what is wrong with one is said itself.
  const issue = facts.domainCode === 'INVALID_INPUT' ? facts.issues.find(({ code }) => Object.hasOwn(words.issues, code)) : undefined;
  if (issue) return { text: issueText(issue.code, words), number: facts.requestNumber, temporary };
  return {
    text: filledRefusal(refusalText(facts.domainCode, facts.params) ?? words.unexpected, facts.params),
    number: facts.requestNumber,
    temporary,
  };
}

/** The text of any error, with its request number where staff may need to quote one. */
export function useErrorText(): (error: unknown) => string {
  const words = useKit();
  useRefusals();
  return (error) => {
    const { text, number } = wordsOfError(error, words);
    const unexpected = domainCodeOf(error) === null || domainCodeOf(error) === 'UNEXPECTED';
    return unexpected && number !== '' ? text + fill(words.requestNumber, { number }) : text;
  };
}

/** The words for what a schema refused. */
export function issueText(code: string, words: KitWords): string {
  return words.issues[code as keyof KitWords['issues']] ?? words.issues.other;
}

/** For a form with a new password: what is wrong with it belongs to its field. */
export function passwordRefusals(field: string): Readonly<Record<string, string>> {
  const codes = ['PASSWORD_TOO_SHORT', 'PASSWORD_TOO_LONG', 'PASSWORD_TOO_COMMON', 'PASSWORD_CHARACTER', 'PASSWORD_FULL_WIDTH'];
  return Object.fromEntries(codes.map((code) => [code, field]));
}
