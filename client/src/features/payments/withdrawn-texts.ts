/** By themselves, so that only the pages of a payment load them. */
export const withdrawnTexts = {
  ja: {
    why: 'お店から届いたお支払いの速報が、お店で取り消されました。このご請求は未納です。期限内であれば、同じ番号でもう一度お支払いいただけます。代金を支払ったのにこの表示が出るときは、お店の控えをご用意のうえ、事務局にお知らせください。',
  },
  en: {
    why: 'The shop has withdrawn its first notice of your payment, so this bill is open again. You can pay with the same number until its deadline. If you did pay, please keep the slip from the shop and tell the office.',
  },
};
