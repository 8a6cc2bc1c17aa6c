/** Refusals about what became of a record: merged, changed since. */
export const recordErrors = {
  MY_PAGE_CLOSED: 'この団体では、法人会員のマイページを開いていません。ご用のときは、団体の事務局に問い合わせてください。',
  MEMBER_MERGED: 'この登録は、会員番号 {{number}} の登録にまとめられています。そちらを使うか、まとめたのを元に戻してください。',
  MERGE_PLAN_STALE: '確かめたあとに、どちらかの登録に変化がありました。何が移るかを、もう一度確かめてください。',
  MERGE_BLOCKED: '先に片づけることが残っているため、まとめられません。画面に挙げたものを片づけてから、もう一度お試しください。',
  MERGE_UNDO_OVER: '元に戻せる期間（{{until}}まで）を過ぎています。必要なら、新しい会員として登録してください。',
  MERGE_UNDO_BLOCKED: '先に片づけることが残っているため、元に戻せません。画面に挙げたものを片づけてから、もう一度お試しください。',
  CHANGED_SINCE: 'そのあとにまた変わったため、元に戻せません。いまの内容を確かめてください。',
  CORRECTION_REFUSED: '訂正できませんでした。いまの内容を確かめてください。',
};
