import type { OperatorRole } from '@tsudoi/shared/contracts/operations/operator.contract';

/** The pages of `/ops`, in the order of its bar. */
const pages = [
  { to: '/ops/sign-ups', word: 'signUps', decides: true },
  { to: '/ops/screenings', word: 'screenings', decides: true },
  { to: '/ops/payouts', word: 'payouts', decides: true },
  { to: '/ops/debits', word: 'debits', decides: true },
  { to: '/ops', word: 'recoveries', decides: false },
] as const;

/** Those that somebody finds something to do on: who only helps is led to no page that would refuse them. */
export const pagesFor = (role: OperatorRole | null) => pages.filter(({ decides }) => role !== 'support' || !decides);
