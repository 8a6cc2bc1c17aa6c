const ja = {
  label: 'いまのパスワード',
  hint: 'ご本人であることを確かめます。',
  missing: 'いまのパスワードを入れてください。',
  wrong: 'パスワードが合いませんでした。',
};

const en: typeof ja = {
  label: 'Present password',
  hint: 'To make sure it is you.',
  missing: 'Please enter your present password.',
  wrong: 'The password is not right.',
};

export const ownPasswordTexts = { ja, en };
