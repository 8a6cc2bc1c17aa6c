const ja = {
  title: 'ご請求のお支払い',
  to: '{{name}} 様',
  from: '{{org}} からのご請求です。ログインは要りません。',
  asked: 'お支払いいただく額',
  overdue: '期限を過ぎています',
  together:
    'ほかのご請求と合わせた番号が発行されています。ここで手続きすると、その番号は使えなくなります。番号はマイページで確かめられます。',
  paidAt: '{{date}}にお支払いを確認しました。',
  receipt: '領収書は、マイページで受け取れます。',
  byPayer: '所属先がお支払いになる請求です',
  byPayerText: 'ここでのお支払いは要りません。ご自身で支払うときは、団体へお知らせください。',
  only: 'このページでできるのは、この1件のお支払いだけです。ほかのご請求や領収書は、マイページで確かめられます。',
  toMyPage: 'マイページへ',
  contact: 'お問い合わせ：{{org}}',
  over: {
    none: 'メールのリンクから開いてください',
    noneText: 'このページは、団体から届いたメールのリンクで開きます。リンクをもう一度押すか、マイページからお支払いください。',
    invalid: 'このリンクは使えません',
    invalidText:
      '期限（30日）が過ぎたか、アドレスが途中で切れています。マイページからお支払いいただけます。ログインできないときは、団体へお問い合わせください。',
    closed: 'このリンクではお支払いできません',
    closedText: '請求が取り消されたか、内容が変わりました。いまのご請求は、マイページで確かめるか、団体へお問い合わせください。',
  },
};

const en: typeof ja = {
  title: 'Pay your bill',
  to: 'To {{name}}',
  from: 'A bill of {{org}}. No log-in is needed.',
  asked: 'Amount to pay',
  overdue: 'Overdue',
  together:
    'A number has been issued that pays this bill together with others. Paying here ends that number. It is shown on your member page.',
  paidAt: 'Your payment was confirmed on {{date}}.',
  receipt: 'The receipt is on your member page.',
  byPayer: 'Your employer pays this bill',
  byPayerText: 'There is nothing to pay here. To pay it yourself, please tell the organisation.',
  only: 'This page is for paying this one bill. Other bills and receipts are on your member page.',
  toMyPage: 'To my page',
  contact: 'Contact: {{org}}',
  over: {
    none: 'Please open this page from its mail',
    noneText: 'This page opens with the link in a mail of the organisation. Press the link again, or pay on your member page.',
    invalid: 'This link does not work',
    invalidText:
      'Its 30 days are over, or the address is incomplete. You can pay on your member page. If you cannot log in, please ask the organisation.',
    closed: 'Nothing can be paid by this link',
    closedText: 'The bill was cancelled, or something has changed. Please look on your member page, or ask the organisation.',
  },
};

export const billLinkTexts = { ja, en };
