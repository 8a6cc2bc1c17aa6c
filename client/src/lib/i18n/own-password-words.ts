const ja = {
  label: 'いまのパスワード',
  hint: 'ご本人であることを確かめます。',
  wrong: 'パスワードが合いませんでした。',
};

const en: typeof ja = {
  label: 'Present password',
  hint: 'To make sure it is you.',
  wrong: 'The password is not right.',
};

export const ownPasswordTexts = { ja, en };
