/** Refusals about what became of a record: merged, changed since. */
export const recordErrors = {
  INVOICE_NOT_AVAILABLE: 'この請求の請求書は発行できません。取り消されたか、金額が0円です。',
  CREDIT_NOTE_TOO_LARGE: '返せるのは、あと{{left}}円までです。',
  PAPERS_TOO_MANY: '一度に取り出せるのは{{most}}件までです。期間を短くしてください。',
  BOOKS_TOO_MANY: '一つのファイルに入る仕訳は{{most}}件までです。期間を短くしてください。',
  PAYOUT_ACCOUNT_MISSING: '団体が、振込先の口座をまだ登録していません。',
  PAYOUT_ACCOUNT_NOT_FIXED: '組戻しになった口座のままです。団体が口座を直してから、もう一度承認してください。',
  PAYOUT_NOTHING_TO_EXPORT: 'この日に振り込む、承認済みのものはありません。',
  PAYOUT_SENDER_MISSING: '振込元の口座が設定されていません。PAYOUT_SENDERを設定してください。',
  BOOKS_EMPTY: 'この期間に、書き出す仕訳はありません。',
  WEBHOOK_LIMIT: '通知先は{{limit}}件までです。使っていないものを削除してください。',
  WEBHOOK_OFF: '送信を止めている通知先です。再開してから、送り直してください。',
  BOOKS_ACCOUNTS_MISSING: '勘定科目が決まっていないものがあります。会計の設定で決めてから、もう一度書き出してください。',
  RECEIPT_NOT_AVAILABLE: '領収書は、入金が確定すると受け取れます。',
  RECEIPT_VOIDED: 'お支払いが取り消されたため、この領収書は無効です。',
  PAYMENT_NOT_REVERSIBLE: 'この入金は取り消せません。',
  PAY_LINK_PLAN_STALE: '確かめたあとに、請求のどれかが変わりました。内容をもう一度確かめてください。',
  PAY_LINK_CHANGED: 'ご覧いただいている間に、お支払いの内容が変わりました。新しい内容と金額を確かめて、もう一度お進みください。',
  PAY_LINK_CLOSED: 'このリンクでは、いまお支払いできません。期限が過ぎたか、取り下げられたか、お支払いが済んでいます。',
  BILL_IN_PAY_LINK: 'この請求は所属先が支払うことになっているため、ここでは支払えません。ご自身で支払うときは、事務局へお知らせください。',
  BANK_DETAILS_MISSING: '振込先が登録されていません。書類の設定で、銀行と口座を入れてください。',
  NO_ADDRESS: 'この会員にはメールアドレスがありません。送り先を入れてください。',
  CHARGE_IN_PROGRESS: '別の支払いの手続きが進んでいます。結果を待ってください。',
  BILL_NOT_PAYABLE: 'この請求は、いま支払えません。',
  TASK_DONE: 'この件は、もう片付いています。',
  MY_PAGE_CLOSED: 'この団体では、法人会員のマイページを開いていません。ご用のときは、団体の事務局に問い合わせてください。',
  MEMBER_MERGED: 'この登録は、会員番号 {{number}} の登録にまとめられています。そちらを使うか、まとめたのを元に戻してください。',
  MERGE_PLAN_STALE: '確かめたあとに、どちらかの登録に変化がありました。何が移るかを、もう一度確かめてください。',
  MERGE_BLOCKED: '先に片づけることが残っているため、まとめられません。画面に挙げたものを片づけてから、もう一度お試しください。',
  MERGE_UNDO_OVER: '元に戻せる期間（{{until}}まで）を過ぎています。必要なら、新しい会員として登録してください。',
  MERGE_UNDO_BLOCKED: '先に片づけることが残っているため、元に戻せません。画面に挙げたものを片づけてから、もう一度お試しください。',
  SPLIT_MISMATCH: '分けた額の合計が、受け取った額と合いません。1円まで合わせてください。',
  CREDIT_EXCEEDED: '使える残りを超えています。いまの残りを確かめてください。',
  ALLOCATION_EXCEEDS_BILL: '請求の残りを超えています。超える分は、前受に残してください。',
  PAYMENT_NOT_CONFIRMED: '確定していない入金は動かせません。確定してから、もう一度お試しください。',
  WRITE_OFF_TOO_LARGE: '免除できるのは{{limit}}円までの不足です。',
  CHANGED_SINCE: 'そのあとにまた変わったため、元に戻せません。いまの内容を確かめてください。',
  CORRECTION_REFUSED: '訂正できませんでした。いまの内容を確かめてください。',
};

/** What is wrong with a field of the settings of papers. */
export const paperIssues = {
  not_a_registration_number: '「T」と13けたの数字で入力してください。',
  registration_number_missing: '登録番号がないと、適格請求書は発行できません。',
  registration_check_digit: '登録番号の数字が合いません。もう一度確かめてください。',
  not_an_account_number: '口座番号は4〜8けたの数字で入力してください。',
  range_reversed: '終わりの日を、はじめの日よりあとにしてください。',
  yayoi_reads_shift_jis: '弥生会計は、Shift_JISのファイルを読みます。',
};

/** Names of places about money that goes out or comes from elsewhere. */
export const moneyWays = { payLinks: '所属先払い', payouts: '振込明細', payoutSettings: '利用料と振込先' };
