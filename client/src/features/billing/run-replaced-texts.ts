/** Words of the bill that a correction has put in the place of a run's. */
const ja = {
  mark: '訂正',
  bill: '{{number}}・{{amount}}円',
  gone: '{{number}}（取り消し済み）',
};

const en: typeof ja = {
  mark: 'Corrected',
  bill: '{{number}}, {{amount}} yen',
  gone: '{{number}} (cancelled)',
};

export const runReplacedTexts = { ja, en };
