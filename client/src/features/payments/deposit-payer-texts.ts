/** Words of 入金の消込 where somebody else paid for members (所属先払い). */
const ja = {
  as: '{{name}}からの所属先払いとして',
  choose: '所属先払いとして消し込む',
  chooseOf: '{{name}}からの所属先払いとして消し込む',
  instead: '会員ごとに消し込む',
  offers: '所属先払いの候補',
  offer: '{{count}}件・未入金額 {{open}}円',
  expired: '期限が過ぎています',
  paid: '支払い済み',
  paidTwice:
    'この所属先の支払いは、もう済んでいます。二重に振り込まれたお金なら、全額を所属先の前受にします。あとで、返金するか、ほかの請求に充ててください。',
  held: '所属先払い：{{name}}',
  allHeld:
    '選んだ請求は、{{name}}に所属先払いでお願いしているものです。会員がご自身で振り込んだのでなければ、所属先払いとして消し込んでください。会員ごとに消し込むと、所属先は領収書を受け取れません。',
  invoice: '請求書の番号',
  invoiceIs: 'この所属先の請求書です',
  same: 'この所属先の未入金すべてと同じ',
  shareOf: '{{name}}さんの{{bill}}に充てる金額',
  advance: '所属先の前受（請求のないお金）',
  settledFor: '{{name}}（所属先払い） {{amount}}円',
  summary: '{{name}}（所属先払い）',
  found: '所属先払い',
};
const en: typeof ja = {
  as: 'As a payment of {{name}} for members',
  choose: 'Settle as theirs',
  chooseOf: 'Settle as theirs: {{name}}',
  instead: 'Settle member by member',
  offers: 'Payers it may be from',
  offer: '{{count|bill|bills}}, {{open}} yen open',
  expired: 'Its day is over',
  paid: 'Paid',
  paidTwice:
    'All of this is paid already. If it was sent twice, all of it is kept for the payer, on no bill. Refund it later, or use it for other bills.',
  held: 'Payer: {{name}}',
  allHeld:
    '{{name}} was asked to pay the bills chosen. Unless the members sent it themselves, settle it as the payer’s: settled member by member, the payer can have no receipts.',
  invoice: 'Invoice number',
  invoiceIs: 'An invoice of this payer',
  same: 'The same as all that is open for this payer',
  shareOf: 'Amount for {{bill}} of {{name}}',
  advance: 'Of the payer, in advance (for no bill)',
  settledFor: '{{name}} (for members) {{amount}} yen',
  summary: '{{name}} (for members)',
  found: 'Payers',
};
export const depositPayerTexts = { ja, en };
