import type { Words } from '../../lib/words.ts';

const ja = {
  title: '利用料と振込先',
  sub: 'オンラインの支払いにかかるシステム利用料をだれが負担するか、受け取ったお金をどの口座に振り込むか。',
  fee: 'システム利用料',
  bearer: '負担する人',
  org: '団体負担',
  orgText: '会員は請求額だけを支払い、利用料は団体への振込から引きます。',
  member: '会員負担',
  memberText:
    '会員は請求額に利用料を足して支払います。支払いの画面に別の行で出し、領収書には入れません。バーチャル口座は振り込む額を会員が決めるため、登録されたカードからの自動の支払いは前もってお知らせした金額で行うため足せず、どちらも利用料を団体への振込から引きます。',
  hint: 'これから支払いを始める人に使います。すでに出ている番号や受付中の支払いは変わりません。返金しても利用料は戻りません。',
  save: '保存する',
  saved: '負担する人を変えました。',
  rates: '今の料率',
  ratesFrom: '{{date}}から',
  ratesExample: '見本の料率（運営が決めるまで）',
  noFee:
    '現金や銀行振込など、直接の支払いには利用料がかかりません。口座振替にもかかりません。銀行から団体の口座に直接入り、団体への振込には含みません。',
  account: '振込先の口座',
  none: 'まだ登録していません。登録するまで、振込を承認できません。',
  current: '今の口座',
  currentText: '{{bank}} {{branch}} {{kind}} 末尾{{tail}} {{holder}}',
  changed: '{{date}}に{{name}}さんが登録',
  change: '口座を変える',
  register: '口座を登録する',
  cancel: 'やめる',
  accountHint: '変えた口座は、次に承認される振込から使います。管理責任者の全員にメールで知らせます。',
  accountSaved: '口座を登録しました。管理責任者に知らせました。',
};

const en: Words<typeof ja> = {
  title: 'Fees and payouts',
  sub: 'Who bears the system fee of online payments, and to which account the money is paid out.',
  fee: 'System fee',
  bearer: 'Borne by',
  org: 'The organisation',
  orgText: 'Members pay what the bill asks for; the fee is taken off the payout.',
  member: 'The member',
  memberText:
    'Members pay the fee on top of the bill. It is a line of its own when they pay, and stands on no receipt. Two payments are exceptions, whose fee is taken off the payout: a transfer into a virtual account, since the member chooses its sum, and a saved card charged automatically, since the member was told the sum beforehand.',
  hint: 'For payments that begin from now on: numbers that are out and payments under way stay as they are. A refund does not give the fee back.',
  save: 'Save',
  saved: 'Changed.',
  rates: 'Rates now',
  ratesFrom: 'since {{date}}',
  ratesExample: 'Example rates, until the operator sets its own',
  noFee:
    'Cash, bank transfers and other direct payments carry no fee. Nor does direct debit: the bank pays it into the organisation’s own account, and it is no part of the payouts.',
  account: 'Account for payouts',
  none: 'None yet: no payout can be approved until there is one.',
  current: 'Account now',
  currentText: '{{bank}} {{branch}} {{kind}}, ends in {{tail}}, {{holder}}',
  changed: 'Entered by {{name}} on {{date}}',
  change: 'Change the account',
  register: 'Enter an account',
  cancel: 'Cancel',
  accountHint: 'Another account is used from the next payout that is approved. All owners are told by e-mail.',
  accountSaved: 'Account entered. The owners were told.',
};

export const payoutSettingsTexts = { ja, en };
