/** Verbs of the log about the screening of payment methods and accounts at providers, beside the others. */
export const screeningActionTexts = {
  ja: {
    'providerAccount.enter': '運営が、決済会社のアカウントを登録',
    'providerAccount.rotate': '運営が、決済会社の鍵や登録内容を変更',
    'screening.submitted': '決済の利用を申し込み',
    'screening.reviewing': '運営が、決済の審査を開始',
    'screening.docs_requested': '運営が、決済の審査の書類を依頼',
    'screening.answered': '決済の審査の書類を提出',
    'screening.approved': '運営が、支払い方法を承認',
    'screening.rejected': '運営が、支払い方法を見送り',
    'screening.live': '支払い方法の利用を開始',
    'screening.revoked': '運営が、支払い方法の利用を停止',
    'screening.read_file': '運営が、審査の書類を閲覧',
  },
  en: {
    'providerAccount.enter': 'The operator entered a provider account',
    'providerAccount.rotate': 'The operator changed a key or details at a provider',
    'screening.submitted': 'Applied for online payments',
    'screening.reviewing': 'The operator began the screening',
    'screening.docs_requested': 'The operator asked for documents',
    'screening.answered': 'Sent the documents asked for',
    'screening.approved': 'The operator approved a payment method',
    'screening.rejected': 'The operator turned a payment method down',
    'screening.live': 'A payment method went live',
    'screening.revoked': 'The operator ended a payment method',
    'screening.read_file': 'The operator read a document of the screening',
  },
};
