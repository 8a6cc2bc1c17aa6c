/** Words of the search in the rows of a plan, and of their file. */
const ja = {
  search: '氏名・フリガナ・会員番号で探す',
  none: '当てはまる会員はいません',
  noneText: '言葉を変えるか、ほかのタブで探してください。',
  title: '計画の会員を書き出す',
  rows: 'いま出ている会員{{count}}名を書き出します。',
  done: '会員{{count}}名を書き出しました',
  fileName: '請求作成_{{day}}',
};
const en: typeof ja = {
  search: 'Search by name, reading or member number',
  none: 'No member matches',
  noneText: 'Try other words, or look in another tab.',
  title: 'Export the members of the plan',
  rows: 'The {{count|member that is|members that are}} shown will be exported.',
  done: '{{count|member|members}} exported',
  fileName: 'billing_run_{{day}}',
};

export const runFileTexts = { ja, en };
