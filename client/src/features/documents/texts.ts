/** Words of a member's receipts. */
const ja = {
  title: '領収書',
  year: '{{year}}年',
  receivedOn: '入金日 {{date}}',
  save: '保存する',
  saveFor: '{{number}}を保存する',
  saving: '用意しています',
  saveYear: '{{year}}年の書類をまとめて保存する',
  yearFailed: '書類を取り出せませんでした。もう一度お試しください。',
  failed: '領収書を取り出せませんでした。もう一度お試しください。',
  reissue: '再発行',
  voided: '無効',
  voidedText: 'お支払いが取り消されたため、この領収書は無効です。',
  emptyTitle: 'まだ領収書はありません',
  emptyText: 'お支払いが済んだ請求から、発行できます。',
  toBills: '支払いを見る',
  missing: '領収書を発行していないお支払い',
  issue: '発行へ進む',
  issueFor: '{{name}}の領収書を発行する',
};

const en: typeof ja = {
  title: 'Receipts',
  year: '{{year}}',
  receivedOn: 'Received {{date}}',
  save: 'Save',
  saveFor: 'Save {{number}}',
  saving: 'Preparing',
  saveYear: 'Save all papers of {{year}}',
  yearFailed: 'We could not get the papers. Please try again.',
  failed: 'We could not get the receipt. Please try again.',
  reissue: 'Reissued',
  voided: 'Void',
  voidedText: 'The payment was reversed, so this receipt is void.',
  emptyTitle: 'No receipts yet',
  emptyText: 'Receipts can be issued for paid bills.',
  toBills: 'See the payments',
  missing: 'Paid, receipt not issued yet',
  issue: 'Issue',
  issueFor: 'Issue the receipt for {{name}}',
};

export const documentTexts = { ja, en };
