/**
 * What becomes of each collection of an ended organisation (domain.md 3.1, decision 0015). A test walks the database and
 * fails on a collection of organisations that is not named here, so that none can be forgotten.
 */
interface Fate {
  readonly becomes:
    | 'deleted'
    /** Deleted only once the month after the end has passed: until then owners are still known to the house. */
    | 'deleted last'
    /** The row stays as a book, with these fields emptied. */
    | 'nameless'
    | 'kept';
  /** Of the row, or with a point of what it holds. */
  readonly empties?: readonly string[];
  /** Rows in these states are still to be worked on: they go last, whatever becomes of the others. */
  readonly leaves?: readonly string[];
  readonly why: string;
}

const personal = 'personal data or what belongs to it';
const settings = 'settings of an organisation that is no more';
const deleted = (why: string): Fate => ({ becomes: 'deleted', why });
const kept = (why: string): Fate => ({ becomes: 'kept', why });

export const fates: Readonly<Record<string, Fate>> = {
  // First of all the keys: what the log keeps of people cannot be read from then on (decision 0011).
  person_keys: deleted('destroying the key is erasing the values in the log'),
  members: deleted(personal),
  member_accounts: deleted(personal),
  member_tallies: deleted(personal),
  member_texts: deleted(personal),
  member_adjustments: { becomes: 'nameless', empties: ['reason'], why: 'bills name them' },
  duplicate_dismissals: deleted(personal),
  member_merges: deleted(personal),
  saved_views: deleted(personal),
  member_settings: deleted(settings),
  membership_types: deleted(settings),
  custom_fields: deleted(settings),
  numbering: deleted(settings),
  reception_numbers: deleted(settings),
  status_jobs: deleted(personal),
  status_job_rows: deleted(personal),
  tag_jobs: deleted(personal),
  tag_job_parts: deleted(personal),
  type_jobs: deleted(personal),
  type_job_rows: deleted(personal),
  import_jobs: deleted(personal),
  import_chunks: deleted(personal),
  import_parts: deleted(personal),
  import_outcomes: deleted(personal),
  import_maps: deleted(settings),
  applications: deleted(personal),
  application_drafts: deleted(personal),
  applicant_addresses: deleted(personal),
  joining_settings: deleted(settings),
  terms: deleted(settings),
  login_codes: deleted(personal),
  login_inquiries: deleted(personal),
  mail_tokens: deleted(personal),
  // What is on its way still tells somebody something: that the contract is over, first of all.
  mails: { ...deleted(personal), leaves: ['waiting', 'sending'] },
  bounced_addresses: deleted(personal),
  billing_plan_rows: deleted(personal),
  cancel_jobs: deleted(personal),
  cancel_job_parts: deleted(personal),
  stored_files: deleted(personal),
  payment_applications: deleted(personal),
  signed_forms: deleted(personal),
  proofs: deleted(personal),
  proof_rules: deleted(settings),
  change_requests: deleted(personal),
  live_events: deleted('wakes pages that are closed'),
  billing_items: kept('bills name them; no personal data'),
  billing_runs: kept('bills name them; no personal data'),
  bills: {
    becomes: 'nameless',
    empties: ['memberName', 'memberKana', 'cancelReason', 'payLink.payerName'],
    why: 'books; the member number is the pseudonym',
  },
  payments: { becomes: 'nameless', empties: ['memberName', 'memberKana', 'memo', 'reversalReason'], why: 'books' },
  bill_corrections: { becomes: 'nameless', empties: ['reason'], why: 'books: say why money moved' },
  tasks: { becomes: 'nameless', empties: ['note', 'asked.note', 'asked.byName'], why: 'say what became of money' },
  pay_links: { becomes: 'nameless', empties: ['payerName', 'contactName', 'email', 'withdrawnReason'], why: 'payments name them' },
  refund_orders: { becomes: 'nameless', empties: ['sealedBank', 'reason', 'returnReason', 'requesterName', 'approverName'], why: 'books' },
  refund_settings: deleted(settings),
  credit_uses: { becomes: 'nameless', empties: ['memo'], why: 'books' },
  allocations: kept('books; no personal data'),
  posting_inbox: kept('a fact about money that comes again is known'),
  receipts: kept('copies the law asks for, as they were issued'),
  papers: kept('copies the law asks for, as they were issued'),
  paper_settings: deleted(settings),
  dunning_settings: deleted(settings),
  dunning_holds: deleted(personal),
  dunning_notices: deleted(personal),
  dunning_jobs: deleted(personal),
  membership_terms: deleted(personal),
  renewals: deleted(personal),
  renewal_consents: deleted(personal),
  renewal_settings: deleted(settings),
  recurring_products: kept('plans name them; no personal data'),
  recurring_plans: { becomes: 'nameless', empties: ['cancelReason'], why: 'say why bills were made' },
  bill_collections: kept('say how bills were collected; no personal data'),
  card_wishes: deleted(personal),
  dunning_turns: deleted('orders what is written to one member'),
  paper_jobs: deleted('say only how far a job has come'),
  webhook_endpoints: deleted(settings),
  webhook_deliveries: deleted('what other systems were told'),
  book_settings: deleted(settings),
  book_exports: deleted('copies of what the books say, under names'),
  list_exports: deleted(personal),
  book_marks: deleted('say only what stood in such a copy'),
  counters: kept('numbers are never given twice'),
  audit_entries: kept('who did what is never unsaid; values went with the keys'),
  audit_reads: kept('who saw what, by ids alone: a leak may come to light later; goes by itself'),
  audit_seals: kept('the chain of the log'),
  owner_recoveries: { becomes: 'deleted last', why: personal },
  outbox: kept('messages on their way; empties itself'),
  org_users: { becomes: 'deleted last', why: personal },
  sessions: { becomes: 'deleted last', why: personal },
  second_factors: { becomes: 'deleted last', why: personal },
  // The office's: those of members go with the members.
  passkeys: { becomes: 'deleted last', why: personal },
  passkey_challenges: { becomes: 'deleted last', why: personal },
};

export const collectionsThat = (becomes: Fate['becomes']): readonly string[] =>
  Object.keys(fates).filter((name) => fates[name]!.becomes === becomes);

export const left = (collection: string): readonly string[] => fates[collection]?.leaves ?? [];

/** What goes with the office: its own, and what was left of the others. */
export const collectionsThatGoLast: readonly string[] = [
  ...Object.keys(fates).filter((name) => left(name).length > 0),
  ...collectionsThat('deleted last'),
];

export const emptied = (collection: string): readonly string[] => fates[collection]?.empties ?? [];
