import type { Words } from '../../lib/words.ts';

/** Words about addresses that take no mail. */
const ja = {
  title: 'メールが届かない会員',
  sub: 'アドレスが違うか、使われていないと、メールが戻ります。直すまで、請求と領収のお知らせと督促は手紙にします。',
  table: 'メールが届かない会員の一覧',
  member: '会員',
  address: 'メールアドレス',
  at: '最後に戻った日時',
  actions: '操作',
  emptyTitle: 'メールが届かない会員はいません',
  emptyText: 'メールが戻ると、会員がここに並びます。',
  letters: '発送前の手紙を見る',
  undelivered: '届けられなかったメール',
  undeliveredSub:
    '30日以内に、あて先に断られたか、送れないまま期限が過ぎたメールです。請求と領収のお知らせと督促は、住所があれば手紙になっています。',
  undeliveredTable: '届けられなかったメールの一覧',
  subject: '件名',
  givenUpAt: '届かなかった日時',
  noteTitle: 'このアドレスには、メールが届きません',
  billingTitle: '請求先のアドレスには、メールが届きません',
  note: '会員に確かめて、アドレスを直してください。直すまで、請求と領収のお知らせと督促は手紙になります。',
  liaisonNote: '連絡者に確かめて、アドレスを直してください。請求などのお知らせは、請求先のアドレスに届きます。',
  trust: 'また送る',
  trustOf: '{{name}}のアドレスにまた送る',
  trusted: '{{name}}のアドレスに、またメールを送ります。',
  trustTitle: 'このアドレスにまた送りますか',
  trustText: 'アドレスが正しく、受け取れるようになったと会員に確かめたときに押してください。もう一度戻ると、またここに並びます。',
};

const en: Words<typeof ja> = {
  title: 'Members whom mail does not reach',
  sub: 'The address is wrong or no longer in use, and mail comes back. Until it is put right, notices of bills and receipts and reminders become letters.',
  table: 'List of members whom mail does not reach',
  member: 'Member',
  address: 'Mail address',
  at: 'Last came back',
  actions: 'Actions',
  emptyTitle: 'Mail reaches everybody',
  emptyText: 'Members appear here when a mail to them comes back.',
  letters: 'See the letters to be posted',
  undelivered: 'Mails that could not be delivered',
  undeliveredSub:
    'Refused by the recipient, or not sent in time, in the last thirty days. Notices of bills and receipts and reminders have become letters where there is a postal address.',
  undeliveredTable: 'List of mails that could not be delivered',
  subject: 'Subject',
  givenUpAt: 'Not delivered at',
  noteTitle: 'Mail does not reach this address',
  billingTitle: 'Mail does not reach the address of the billing contact',
  note: 'Ask the member and put the address right. Until then notices of bills and receipts and reminders become letters.',
  liaisonNote: 'Ask the contact and put the address right. Notices of bills and the like reach the address of the billing contact.',
  trust: 'Send again',
  trustOf: 'Send to the address of {{name}} again',
  trusted: 'Mail goes to the address of {{name}} again.',
  trustTitle: 'Send to this address again?',
  trustText: 'Do this when the member says that the address is right and takes mail. If one comes back, they appear here again.',
};

export const bouncedTexts = { ja, en };
