import type { Words } from '../words.ts';

/** How a rate of the system fee is told: a part of the sum, so much each, or both. */
const ja = {
  percent: '{{percent}}%',
  fixed: '1件{{fixed}}円',
  both: '{{percent}}%＋{{fixed}}円',
};

const en: Words<typeof ja> = {
  percent: '{{percent}} %',
  fixed: '{{fixed}} yen each',
  both: '{{percent}} % + {{fixed}} yen',
};

export const feeRateWords = { ja, en };
