/** What a page is about, by the way to it; the longest way that fits says it. */
const officeWays = {
  members: 'members',
  'members/new': 'memberNew',
  'members/applications': 'applications',
  'members/first-access': 'logins',
  'members/login-inquiries': 'logins',
  'members/import': 'import',
  'members/duplicates': 'duplicates',
  'members/changes': 'changes',
  'members/proofs': 'proofs',
  'members/numbers': 'numbers',
  'members/types': 'types',
  'corporate-members': 'corporate',
  bounced: 'bounced',
  renewals: 'renewals',
  'billing/runs': 'runs',
  bills: 'bills',
  arrears: 'arrears',
  reminders: 'reminders',
  recurring: 'recurring',
  'billing-items': 'items',
  payments: 'payments',
  'payments/reconcile': 'deposits',
  'payments/settlements': 'settlements',
  refunds: 'refunds',
  'pay-links': 'payLinks',
  payouts: 'payouts',
  'direct-debit': 'directDebit',
  papers: 'papers',
  books: 'books',
  tasks: 'discrepancies',
  exports: 'exports',
  settings: 'settings',
  audit: 'audit',
} as const;
const myWays = {
  bills: 'bills',
  pay: 'pay',
  receipts: 'receipts',
  card: 'card',
  proof: 'proof',
  renewal: 'renewal',
  profile: 'profile',
  requests: 'profile',
  debit: 'methods',
  payment: 'methods',
  plan: 'methods',
  switch: 'settings',
  settings: 'settings',
} as const;
const doors = {
  'my/login': 'login',
  'my/first': 'first',
  'my/forgot': 'forgot',
  'my/forgot-id': 'forgot',
  'my/email': 'login',
  reset: 'forgot',
  'admin/login': 'officeLogin',
  'admin/forgot': 'officeLogin',
  recovery: 'officeLogin',
  invitation: 'officeLogin',
  join: 'join',
  payer: 'payer',
  p: 'billLink',
} as const;

export type OfficeArea = (typeof officeWays)[keyof typeof officeWays] | 'home';
export type MemberArea = (typeof myWays)[keyof typeof myWays] | 'home';
export type DoorArea = (typeof doors)[keyof typeof doors] | 'front' | 'signUp' | 'operator';
export type HelpArea =
  | { readonly side: 'office'; readonly area: OfficeArea }
  | { readonly side: 'member'; readonly area: MemberArea }
  | { readonly side: 'door'; readonly area: DoorArea };

function longest<Ways extends Readonly<Record<string, string>>>(ways: Ways, path: string): Ways[keyof Ways] | null {
  const fitting = Object.keys(ways).filter((way) => path === way || path.startsWith(`${way}/`));
  const found = fitting.toSorted((left, right) => right.length - left.length)[0];
  return found === undefined ? null : (ways[found] as Ways[keyof Ways]);
}

/** Which help a page has, by its address: every page has some. */
export function helpAreaOf(pathname: string): HelpArea {
  const [first = '', ...rest] = pathname.split('/').filter(Boolean);
  const path = rest.join('/');
  if (first === 'ops') return { side: 'door', area: 'operator' };
  if (first === 'signup') return { side: 'door', area: 'signUp' };
  const door = longest(doors, path);
  if (door !== null) return { side: 'door', area: door };
  if (rest[0] === 'admin') return { side: 'office', area: longest(officeWays, rest.slice(1).join('/')) ?? 'home' };
  if (rest[0] === 'my') return { side: 'member', area: longest(myWays, rest.slice(1).join('/')) ?? 'home' };
  return { side: 'door', area: 'front' };
}
