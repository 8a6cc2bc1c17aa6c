import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTree, root } from '../checks/source-tree.ts';

/** Where whatever is decided is about money: each file of rules here is judged from its first day, unless it is named below. */
const folders: readonly string[] = [
  ...['billing', 'documents', 'payments', 'recurring', 'renewals', 'reports/books'].map((name) => `server/src/modules/${name}/`),
  ...['charges', 'debits', 'inbox', 'payables', 'payouts', 'reconciliation', 'refunds'].map((name) => `payments-service/src/${name}/`),
];

const server = 'server/src/modules';
const service = 'payments-service/src';

/** Rules beside money that decide no yen, and what they are about instead. */
export const notJudged: Readonly<Record<string, string>> = {
  [`${server}/billing/bill-export.rules.ts`]: 'columns and words of a file',
  [`${server}/billing/bill-member.rules.ts`]: 'which name a bill says',
  [`${server}/billing/bill-name.rules.ts`]: 'which words a bill says',
  [`${server}/billing/cancel-job.rules.ts`]: 'steps of a job and its words',
  [`${server}/billing/run-export.rules.ts`]: 'columns and words of a file',
  [`${server}/billing/single-bill.rules.ts`]: 'puts a row together; its sum is that of bill-amount',
  [`${server}/documents/retention.rules.ts`]: 'until which day a paper is kept',
  [`${server}/dunning/dunning-text.rules.ts`]: 'words of a letter',
  [`${server}/dunning/paper-letter.rules.ts`]: 'words of a letter',
  [`${server}/payments/attempt-search.rules.ts`]: 'which facts of a person agree',
  [`${server}/payments/ledger-change.rules.ts`]: 'which fields are written',
  [`${server}/payments/payment-export.rules.ts`]: 'columns and words of a file',
  [`${server}/payments/payment-notice.rules.ts`]: 'words of a mail',
  [`${server}/payments/screening/screening.rules.ts`]: 'an application to take payments',
  [`${server}/renewals/renewal-consent.rules.ts`]: 'whether a member has agreed',
  [`${service}/debits/mandate-fate.rules.ts`]: 'which mandate of two goes on',
  [`${service}/inbox/hint.rules.ts`]: 'when a provider is asked next',
  [`${service}/payables/payable-keys.rules.ts`]: 'which letters two names have in common',
};

const isRule = (path: string): boolean => /^(?:server|payments-service|shared)\/.*\.rules\.ts$/.test(path);

/** Every file of rules that lies beside money or reckons with it, wherever it lies. */
export function rulesBesideMoney(): string[] {
  const rules = readTree().filter(({ path }) => isRule(path));
  return rules.flatMap(({ path, text }) =>
    folders.some((folder) => path.startsWith(folder)) || text.includes('/kernel/yen') ? [path] : [],
  );
}

/** Of contracts, where a price is looked up beside the shapes: those functions alone. */
const looksUp: readonly (readonly [path: string, name: string])[] = [
  ['shared/src/contracts/billing/billing-item.contract.ts', 'itemPriceOn'],
  ['shared/src/contracts/members/membership-price.contract.ts', 'priceOn'],
  ['shared/src/contracts/renewals/term-length.contract.ts', 'termThrough'],
];

export interface Judged {
  readonly path: string;
  /** Its first and last line, where only one function of a file is judged. */
  readonly lines: readonly [number, number] | null;
}

/** @throws Error when the function is there no more */
function linesOf(path: string, name: string): [number, number] {
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  const first = lines.findIndex((line) => line.startsWith(`export function ${name}`));
  const last = lines.indexOf('}', first);
  if (first === -1 || last === -1) throw new Error(`${path} has no ${name} any more.`);
  return [first + 1, last + 1];
}

/** What `npm run mutation` judges. */
export function moneyRules(): Judged[] {
  const whole = [...rulesBesideMoney().filter((path) => !(path in notJudged)), 'shared/src/kernel/yen.ts'];
  return [
    ...whole.map((path) => ({ path, lines: null })),
    ...looksUp.map(([path, name]): Judged => ({ path, lines: linesOf(path, name) })),
  ];
}
