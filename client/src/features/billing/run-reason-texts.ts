import type { Words } from '../../lib/words.ts';

/** Why somebody is not billed: types that are exempt, those with terms, and those without a price. */
const ja = {
  exempt_type: {
    short: 'この項目を請求しない種別です',
    shortDate: 'この項目を請求しない種別です',
    reason: '請求項目で「{{type}}」を「請求しない種別」にしています。',
    rule: '請求しない種別の会員は、どの計画からも外れます。',
    remedy: '請求するときは、請求項目の「金額」で印を外してから、計画を作り直してください。',
  },
  has_terms: {
    short: '有効期間を更新する種別です',
    shortDate: '有効期間を更新する種別です',
    reason: '「{{type}}」は会員ごとの有効期間があり、更新のたびに会費を請求します。',
    rule: '有効期間のある種別には、年次の会費を重ねて請求しません。',
    remedy: '更新の状況は「更新」で、期間の決め方は設定の「有効期間と更新」で確かめられます。',
  },
  no_price: {
    short: 'この種別の金額がありません',
    shortDate: 'この種別の金額がありません',
    reason: '請求項目の金額表に「{{type}}」の金額がありません。',
    rule: '金額のない種別の会員には請求しません。',
    remedy: '請求項目の金額表に金額を入れてから、計画を作り直してください。',
  },
};

const en: Words<typeof ja> = {
  exempt_type: {
    short: 'Not billed for this item',
    shortDate: 'Not billed for this item',
    reason: 'The billing item is set not to bill "{{type}}".',
    rule: 'Every plan leaves out the types that an item does not bill.',
    remedy: 'To bill them, take the mark away under Amounts of the billing item, then make the plan again.',
  },
  has_terms: {
    short: 'Renews its terms',
    shortDate: 'Renews its terms',
    reason: 'Members of "{{type}}" have a term of their own and are billed when they renew.',
    rule: 'A type with terms is not billed the annual dues besides.',
    remedy: 'Renewals stand under Renewals; the length of terms under Terms and renewal in the settings.',
  },
  no_price: {
    short: 'No amount for this type',
    shortDate: 'No amount for this type',
    reason: 'The fee table of the item has no amount for "{{type}}".',
    rule: 'Members of a type without an amount are not billed.',
    remedy: 'Put the amount into the fee table of the item, then make the plan again.',
  },
};

export const reasonTexts = { ja, en };
