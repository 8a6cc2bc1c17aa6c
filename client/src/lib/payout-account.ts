/** An account for payouts of which nothing is entered yet. */
export const emptyPayoutAccount = {
  bank: {
    via: 'bank' as const,
    bankCode: '',
    bankName: '',
    branchCode: '',
    branchName: '',
    kind: 'ordinary' as const,
    accountNumber: '',
    holder: '',
  },
  post: { via: 'japan_post' as const, symbol: '', number: '', holder: '' },
};
