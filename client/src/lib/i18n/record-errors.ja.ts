/** Refusals about what became of a record: merged, changed since. */
export const recordErrors = {
  INVOICE_NOT_AVAILABLE: 'この請求の請求書は発行できません。取り消されたか、金額が0円です。',
  CREDIT_NOTE_TOO_LARGE: '返せるのは、あと{{left}}円までです。',
  PAPERS_TOO_MANY: '一度に取り出せるのは{{most}}件までです。期間を短くしてください。',
  BOOKS_TOO_MANY: '一つのファイルに入る仕訳は{{most}}件までです。期間を短くしてください。',
  BOOKS_EMPTY: 'この期間に、書き出す仕訳はありません。',
  BOOKS_ACCOUNTS_MISSING: '勘定科目が決まっていないものがあります。会計の設定で決めてから、もう一度書き出してください。',
  RECEIPT_NOT_AVAILABLE: '領収書は、入金が確定すると受け取れます。',
  RECEIPT_VOIDED: 'お支払いが取り消されたため、この領収書は無効です。',
  PAYMENT_NOT_REVERSIBLE: 'この入金は取り消せません。',
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
