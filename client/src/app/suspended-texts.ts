import type { Words } from '../lib/words.ts';

/** What the office of a suspended organisation reads above every page. */
const ja = {
  title: 'この団体の利用は一時停止中です',
  text: '見ることはできます。登録や変更、新しい請求、支払い、メールの送信は、運営が再開するまでできません。理由は、管理責任者にメールでお知らせしています。',
};

const en: Words<typeof ja> = {
  title: 'This organisation is suspended',
  text: 'You can still read everything. Nothing can be entered, changed, billed, paid or mailed until the operator lets it go on. The owners were told why by mail.',
};

export const suspendedTexts = { ja, en };
