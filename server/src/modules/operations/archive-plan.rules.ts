/**
 * What of each collection an organisation takes along (IMP-07). A test holds this beside the plan of the purge: what would
 * be gone afterwards and stands in neither list cannot be forgotten.
 */
type Share =
  /** All rows; with `only`, these fields of them. */
  { readonly file: string; readonly only?: readonly string[] } | { readonly leftOut: string };

const rows = (file: string, only?: readonly string[]): Share => (only ? { file, only } : { file });
const key = (): Share => ({ leftOut: 'opens a door' });
const work = (why = 'says only how far a piece of work has come'): Share => ({ leftOut: why });

export const shares: Readonly<Record<string, Share>> = {
  members: rows('会員'),
  member_adjustments: rows('会費の調整'),
  duplicate_dismissals: rows('別の人と確かめた登録'),
  member_merges: rows('まとめた登録'),
  saved_views: rows('保存した表示'),
  member_settings: rows('会員の設定'),
  membership_types: rows('会員種別'),
  custom_fields: rows('団体の項目'),
  numbering: rows('会員番号の形'),
  member_accounts: rows('ログインID', ['memberId', 'loginId', 'loginEmail', 'state', 'createdAt', 'lastLoginAt']),
  applications: rows('入会申請'),
  joining_settings: rows('入会の設定'),
  terms: rows('会員規約'),
  signed_forms: rows('入会申込書'),
  stored_files: rows('ファイルの一覧'),
  proofs: rows('証明'),
  proof_rules: rows('証明の決まり'),
  change_requests: rows('変更の申請'),
  mails: rows('送信したメール', ['to', 'subject', 'purpose', 'state', 'createdAt', 'sentAt']),
  bounced_addresses: rows('届かなかったメールアドレス'),
  login_inquiries: rows('ログインIDの問い合わせ'),
  org_users: rows('事務局の人', [
    'email',
    'familyName',
    'givenName',
    'familyNameKana',
    'givenNameKana',
    'role',
    'permissions',
    'isContact',
    'termEndsOn',
    'createdAt',
  ]),
  billing_items: rows('請求項目'),
  billing_runs: rows('請求の作成'),
  bills: rows('請求'),
  payments: rows('入金'),
  allocations: rows('充当'),
  credit_uses: rows('前受の充当'),
  bill_corrections: rows('請求の訂正'),
  tasks: rows('対応の残り'),
  pay_links: rows('所属先払い'),
  refund_orders: rows('返金'),
  refund_settings: rows('返金の設定'),
  payment_applications: rows('決済の利用申請'),
  receipts: rows('領収書'),
  papers: rows('請求書と返還の書類'),
  paper_settings: rows('書類の設定'),
  dunning_settings: rows('督促の設定'),
  dunning_holds: rows('督促を止める指示'),
  dunning_notices: rows('督促の記録'),
  membership_terms: rows('有効期間'),
  renewals: rows('更新の記録'),
  renewal_consents: rows('自動更新の同意'),
  renewal_settings: rows('更新の設定'),
  recurring_products: rows('継続課金の商品'),
  recurring_plans: rows('継続のお支払い'),
  bill_collections: rows('自動でのお支払い'),
  card_wishes: rows('会費のカード払い'),
  webhook_endpoints: rows('外部への通知先'),
  book_settings: rows('会計の設定'),
  book_marks: rows('書き出した仕訳の印'),
  // The log is written with its values opened, by the module that has the keys.
  audit_entries: { leftOut: 'stands in a file of its own' },
  audit_reads: rows('会員の情報を見た記録'),
  person_keys: key(),
  sessions: key(),
  second_factors: key(),
  passkeys: key(),
  passkey_challenges: key(),
  login_codes: key(),
  mail_tokens: key(),
  member_tallies: work('counts what the roll says'),
  member_texts: work('says what the roll says, to be looked through'),
  reception_numbers: work('counts what the applications say'),
  applicant_addresses: work('counts mails to an address'),
  application_drafts: work('nobody has sent it in yet'),
  status_jobs: work(),
  status_job_rows: work(),
  tag_jobs: work(),
  tag_job_parts: work(),
  type_jobs: work(),
  type_job_rows: work(),
  import_jobs: work('a file the organisation has, and what became of it stands in the roll'),
  import_chunks: work('a file the organisation has'),
  import_parts: work('a plan over a file the organisation has'),
  import_outcomes: work('what became of it stands in the roll'),
  import_maps: work('how a file of another system is read here'),
  billing_plan_rows: work('what was planned; the bills say what was made'),
  live_events: work('wakes open pages'),
  posting_inbox: work('a fact about money that comes again is known'),
  dunning_jobs: work(),
  dunning_turns: work('orders what is written to one member'),
  paper_jobs: work(),
  cancel_jobs: work('what became of it stands in the bills and in the log'),
  cancel_job_parts: work('what became of it stands in the bills and in the log'),
  webhook_deliveries: work('copies of what other rows say'),
  book_exports: work('copies of what the books say'),
  list_exports: work('copies of what other rows say, for a day'),
  counters: work('the next number; the last one is the highest that was given'),
  audit_seals: work('proves the log to whoever has this database'),
  outbox: work('messages on their way'),
  owner_recoveries: work('what the operator wrote down for itself'),
};

/** A name that every system can give a file, and that leads nowhere. */
export function safeName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f\\/:*?"<>|\u202a-\u202e\u2066-\u2069]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const letters = [...plain];
  const dot = letters.lastIndexOf('.');
  const end = dot > 0 && letters.length - dot <= 8 ? letters.slice(dot) : [];
  return letters.length <= 100 ? plain || '_' : [...letters.slice(0, 100 - end.length), ...end].join('');
}

/** Names within one archive: a second file of a name is told apart. */
export class Names {
  readonly #taken = new Set<string>();

  take(name: string): string {
    const [, stem = name, end = ''] = /^(.*?)(\.[^./]{1,7})?$/.exec(name) ?? [];
    let free = name;
    // Windows tells no case apart.
    for (let number = 2; this.#taken.has(free.toLowerCase()); number += 1) free = `${stem} (${number})${end}`;
    this.#taken.add(free.toLowerCase());
    return free;
  }
}
