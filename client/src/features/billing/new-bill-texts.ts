/** What the dialog of one bill says of the price of the item that was chosen. */
const ja = {
  priced: '料金表の金額を入れました。',
  pricedUnits: '料金表の金額の{{units}}口分を入れました。',
  exempt: '「{{type}}」は、この項目では請求しない種別です。この会員に請求するときは、金額を入れてください。',
  noPrice: '「{{type}}」の金額は、料金表にありません。',
};
const en: typeof ja = {
  priced: 'The amount of the fee table was put in.',
  pricedUnits: 'The amount of the fee table for {{units|unit|units}} was put in.',
  exempt: 'This item does not bill “{{type}}”. To bill this member all the same, put in an amount.',
  noPrice: 'The fee table has no amount for “{{type}}”.',
};

export const newBillTexts = { ja, en };
