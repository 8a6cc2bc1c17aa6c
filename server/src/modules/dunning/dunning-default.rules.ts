import type { DunningSettings } from './dunning-settings.repository.ts';

/** domain.md 4.2: courteous first, law at the end; −7, +7, +30 and +60 days from the due date. Off until the office turns it on. */
export const settingsAtFirst: DunningSettings = {
  automatic: false,
  sendHour: 9,
  english: false,
  stages: [
    {
      key: 1,
      days: -7,
      mail: true,
      letter: false,
      subject: 'お支払い期限のお知らせ',
      body: `{{団体名}} です。次のご請求の期限が近づきましたので、お知らせします。

{{請求一覧}}

{{お支払い方法}}`,
      subjectEn: 'Your payment is due soon',
      bodyEn: `This is {{organization}}. The following payment is due soon.

{{bills}}

{{how to pay}}`,
    },
    {
      key: 2,
      days: 7,
      mail: true,
      letter: false,
      subject: 'お支払いのお願い',
      body: `{{団体名}} です。次のご請求について、お支払いをまだ確認できておりません。
お忙しいところ恐れ入りますが、お手続きをお願いいたします。

{{請求一覧}}

{{お支払い方法}}`,
      subjectEn: 'A reminder of your payment',
      bodyEn: `This is {{organization}}. We have not yet received the following payment.

{{bills}}

{{how to pay}}`,
    },
    {
      key: 3,
      days: 30,
      mail: true,
      letter: false,
      subject: 'お支払いのお願い（再度）',
      body: `{{団体名}} です。先にお知らせした次のご請求について、お支払いをまだ確認できておりません。
ご事情のある場合は、事務局までお知らせください。

{{請求一覧}}

合計　{{合計}}

{{お支払い方法}}`,
      subjectEn: 'A second reminder of your payment',
      bodyEn: `This is {{organization}}. We have still not received the following payment. Please tell us if there is a difficulty.

{{bills}}

Total: {{total}}

{{how to pay}}`,
    },
    {
      key: 4,
      days: 60,
      mail: true,
      letter: true,
      subject: 'お支払いについて重要なお知らせ',
      body: `{{団体名}} です。たびたびのお願いとなりますが、次のご請求について、お支払いを確認できておりません。

{{請求一覧}}

合計　{{合計}}

このままお支払いのない場合は、会則にしたがった手続きや、法的な手続きをとることがあります。
ご事情のある場合は、どうぞ事務局までご相談ください。

{{お支払い方法}}`,
      subjectEn: 'An important notice about your payment',
      bodyEn: `This is {{organization}}. In spite of our reminders we have not received the following payment.

{{bills}}

Total: {{total}}

Without a payment we may have to act under our rules, or take legal action. Please talk to us if there is a difficulty.

{{how to pay}}`,
    },
  ],
};
