/** Words of a run that is for members who were chosen. */
const ja = {
  of: '会員を選んで：{{count}}名',
  text: '選んだ会員だけに請求します。同じ年度の請求がある、休会・退会しているなど、請求しないときは、次の画面に理由が出ます。',
  note: '{{number}}・{{type}}',
};
const en: typeof ja = {
  of: 'Members chosen: {{count}}',
  text: 'Only the member chosen is billed. Whoever is not billed, as when billed for the year already, resting or withdrawn, stands on the next page with the reason.',
  note: '{{number}}, {{type}}',
};

export const runChosenTexts = { ja, en };
