import type { MailPurpose } from '../../platform/mail-outbox.ts';

interface ButtonWords {
  readonly ja: string;
  /** Where the mail may say everything in English too. */
  readonly en?: string;
}

const toMyPage: ButtonWords = { ja: 'マイページへ進む' };
const toPay: ButtonWords = { ja: '支払いへ進む' };
const toLogIn: ButtonWords = { ja: 'ログインへ進む' };
const toConsole: ButtonWords = { ja: '管理画面へ進む' };
const toConfirm: ButtonWords = { ja: 'メールアドレスを確認する' };
const toFile: ButtonWords = { ja: 'ファイルの画面へ進む' };
const anyPage: ButtonWords = { ja: 'ページを開く' };

/** What the one button of a mail says: where it leads. Kinds that never have a link are not named. */
const words: Readonly<Partial<Record<MailPurpose, ButtonWords>>> = {
  application_approved: toMyPage,
  application_payment: toPay,
  application_received: toPay,
  application_registered: toMyPage,
  application_returned: { ja: '申込書を直す' },
  application_verify: { ja: '申し込みを続ける' },
  bill_corrected: { ja: 'ご請求を確認する' },
  bill_opened: toPay,
  books_ready: toFile,
  change_request: { ja: '申請の画面へ進む' },
  closing: { ja: '申請を確認する' },
  collection: { ja: '支払い方法へ進む' },
  debit_ended: { ja: '口座振替の画面へ進む' },
  dunning: { ja: '支払いへ進む', en: 'Go to payment' },
  email_change: toConfirm,
  incident: toConsole,
  invitation: { ja: 'パスワードを決める' },
  list_ready: toFile,
  login_code: toLogIn,
  login_id: toLogIn,
  login_inquiry: { ja: '問い合わせを確認する' },
  member_number: toMyPage,
  owner_verify: toConfirm,
  password_reset: { ja: '新しいパスワードを決める' },
  pay_link: { ja: '内訳と支払いへ進む' },
  payment_withdrawn: toMyPage,
  payout_account: { ja: '口座を確認する' },
  payout_stuck: { ja: '口座を確認する' },
  proof: { ja: '証明書の画面へ進む' },
  provisional: { ja: '本人確認へ進む' },
  receipt: { ja: '支払いの記録へ進む' },
  recovery: { ja: '手続きを確認する' },
  recurring: { ja: '継続のお支払いを確認する' },
  refund: { ja: '返金を確認する' },
  renewal: { ja: '更新の内容を確認する' },
  screening: { ja: '申し込みの状況を見る' },
  second_step: toConsole,
  session_ended: toLogIn,
  sign_up_review: toConsole,
  suspension: toConsole,
  webhook_failing: { ja: '通知の設定へ進む' },
};

/** The words of a mail's button; interface.md 5.3 gives it one. */
export const buttonWords = (purpose: MailPurpose): ButtonWords => words[purpose] ?? anyPage;
