import type { Catalogue } from '../../lib/words.ts';
import type { PartWords } from './amount-part.rules.ts';

export const partTexts = {
  ja: {
    proration: '入会時期による減額',
    permanent_adjustment: '毎年の調整',
    one_time_adjustment: '今回だけの調整',
    bill_adjustment: 'この請求の調整',
    floor_at_zero: '0円を下回る分の切り捨て',
  },
  en: {
    proration: 'For joining during the period',
    permanent_adjustment: 'Adjustment of every year',
    one_time_adjustment: 'Adjustment of this time only',
    bill_adjustment: 'Adjustment of this bill',
    floor_at_zero: 'What would go below 0 yen, dropped',
  },
} satisfies Catalogue<PartWords>;
