import type { BillHappeningKind } from '@tsudoi/shared/contracts/billing/bill-happening.contract';

/** What a colleague did to a bill that somebody was about to act on: the first sentence of the refusal. */
export const happenings = {
  cancelled: '「{{bill}}」は、{{at}}に{{by}}さんが取り消しました。',
  replaced: '「{{bill}}」は、{{at}}に{{by}}さんが訂正し、請求 {{number}} に替わっています。そちらを開いて続けてください。',
  corrected: '「{{bill}}」の入金は、{{at}}に{{by}}さんが訂正しました。残りは{{left}}円です。',
  paid: '「{{bill}}」には、{{at}}に{{by}}さんが{{amount}}円の入金を記録しています。残りは{{left}}円です。',
  paid_online: '「{{bill}}」には、{{at}}に{{by}}さんから{{amount}}円の支払いがありました。残りは{{left}}円です。',
  carried: '「{{bill}}」には、{{at}}に{{by}}さんが{{amount}}円を充てています。残りは{{left}}円です。',
  waived: '「{{bill}}」の不足{{amount}}円は、{{at}}に{{by}}さんが免除しました。',
  taken_back: '「{{bill}}」の入金{{amount}}円は、{{at}}に{{by}}さんが取り消しました。残りは{{left}}円です。',
  returned: '「{{bill}}」の入金のうち{{amount}}円が、{{at}}に戻りました。残りは{{left}}円です。',
  renamed: '請求の名前は、{{at}}に{{by}}さんが「{{name}}」に変えました。',
  adjusted: '「{{bill}}」の金額は、{{at}}に{{by}}さんが{{amount}}円に調整しました。',
  confirmed: '「{{bill}}」は、{{at}}に{{by}}さんが確定しました。支払期限は{{dueOn}}です。',
  started: '「{{bill}}」の請求は、{{at}}に{{by}}さんが作り始めました。',
  paused: '「{{bill}}」は、{{at}}に{{by}}さんが一時停止しました。',
  resumed: '「{{bill}}」は、{{at}}に{{by}}さんが再開しました。',
  discarded: '「{{bill}}」の計画は、{{at}}に{{by}}さんが捨てました。',
  link_withdrawn: '{{bill}}へのリンクは、{{at}}に{{by}}さんが取り下げました。',
} satisfies Record<BillHappeningKind, string>;

/** What to do then, by what was refused. */
export const afterwards = {
  BILL_CHANGED_SINCE: 'いまの内容を確かめて、それでもよければ、もう一度押してください。',
  dueOn: '入れた期限は使われていません。',
  ALLOCATION_EXCEEDS_BILL: '同じ入金なら、記録は済んでいます。別の入金のときだけ、残りに合わせて分け直してください。',
  CORRECTION_REFUSED: 'いまの内容をもう一度確かめてください。',
  CONFLICT: '読み込み直して、いまの内容を確かめてください。',
  PAY_LINK_CHANGED: 'いまの内容と金額を確かめて、それでもよければ、もう一度押してください。',
};

/** Where nobody is named. */
export const somebody = '担当者';
