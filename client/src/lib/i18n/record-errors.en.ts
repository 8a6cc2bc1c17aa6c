/** Refusals about what became of a record: merged, changed since. */
export const recordErrors = {
  INVOICE_NOT_AVAILABLE: 'There is no invoice for this bill: it was cancelled, or it asks for nothing.',
  CREDIT_NOTE_TOO_LARGE: 'At most {{left}} yen can still be given back.',
  PAPERS_TOO_MANY: 'At most {{most}} papers fit in one file. Choose a shorter time.',
  BOOKS_TOO_MANY: 'At most {{most}} journals fit in one file. Choose a shorter time.',
  PAYOUT_ACCOUNT_MISSING: 'The organisation has not entered an account for payouts yet.',
  PAYOUT_ACCOUNT_NOT_FIXED:
    'It is still the account that the transfer came back from. Please approve it again once the organisation has put it right.',
  PAYOUT_NOTHING_TO_EXPORT: 'Nothing is approved for transfer on this day.',
  PAYOUT_SENDER_MISSING: 'The account that transfers are made from is not set. Please set PAYOUT_SENDER.',
  BOOKS_EMPTY: 'There are no journals to write out in this time.',
  WEBHOOK_LIMIT: 'There can be {{limit}} webhooks. Delete one that is not used.',
  WEBHOOK_OFF: 'Sending to this webhook is off. Start it again first.',
  BOOKS_ACCOUNTS_MISSING: 'Some accounts have no name yet. Set them in the settings of the books, then write out again.',
  RECEIPT_NOT_AVAILABLE: 'The receipt comes when the payment is final.',
  RECEIPT_VOIDED: 'The payment was taken back, so this receipt is void.',
  PAYMENT_NOT_REVERSIBLE: 'This payment cannot be reversed.',
  PAY_LINK_PLAN_STALE: 'One of the bills has changed since you looked. Check them once more.',
  PAY_LINK_CHANGED: 'What is to be paid changed while you were looking. Check the new bills and the sum, then go on.',
  PAY_LINK_CLOSED: 'This link cannot be paid now: it has ended, was withdrawn, or is paid already.',
  BILL_IN_PAY_LINK:
    'Your employer or institution is to pay this bill, so you cannot pay it here. To pay it yourself, please tell the office.',
  BANK_DETAILS_MISSING: 'No bank account is registered. Enter it in the settings of papers.',
  NO_ADDRESS: 'This member has no email address. Enter where to send it.',
  CHARGE_IN_PROGRESS: 'Another payment is under way. Please wait for its outcome.',
  BILL_NOT_PAYABLE: 'This bill cannot be paid at present.',
  TASK_DONE: 'This has been settled already.',
  MY_PAGE_CLOSED: 'This organisation keeps My Page closed for corporate members. Please ask the office.',
  MEMBER_MERGED: 'This record was merged into the one with member number {{number}}. Use that one, or undo the merge.',
  MERGE_PLAN_STALE: 'One of the records changed after you looked. Please look again at what would move.',
  MERGE_BLOCKED: 'Something has to be settled first, so these cannot be merged. Settle what the page names and try again.',
  MERGE_UNDO_OVER: 'This could be undone until {{until}}. If needed, add the person as a new member.',
  MERGE_UNDO_BLOCKED: 'Something has to be settled first, so this cannot be undone. Settle what the page names and try again.',
  SPLIT_MISMATCH: 'The parts do not add up to what was received. They must match to the yen.',
  CREDIT_EXCEEDED: 'This is more than what is left to use. Check what is left now.',
  ALLOCATION_EXCEEDS_BILL: 'This is more than the bill still asks for. Keep the rest in advance.',
  PAYMENT_NOT_CONFIRMED: 'A payment that is not final cannot be moved. Try again once it is.',
  WRITE_OFF_TOO_LARGE: 'A shortage can be waived up to {{limit}} yen.',
  CHANGED_SINCE: 'It has changed again since, so this cannot be undone. Please look at the present record.',
  DONATION_PURPOSE: 'Donations cannot be collected. Please apply for dues, events or another purpose.',
  INDIVIDUAL_CARD_ONLY: 'An organisation of one person can apply for cards only.',
  SCREENING_INCOMPLETE: 'Something is missing. Please fill in what the screen lists and try again.',
  SCREENING_UNDER_REVIEW: 'It is under review and cannot be changed now.',
  SCREENING_FILES_FULL: 'There can be {{most}} documents at most. Please take one away first.',
  CREDENTIALS_REFUSED: 'These values cannot be entered. Please check them.',
  SECOND_PERSON_NEEDED: 'Whoever proposed it cannot approve it. Ask another operator.',
  RECOVERY_OPEN: 'A recovery of this organisation is under way already.',
  CORRECTION_REFUSED: 'This could not be corrected. Please look at it as it is now.',
};

/** What is wrong with a field of the settings of papers. */
export const paperIssues = {
  not_a_registration_number: 'Type T and thirteen digits.',
  registration_number_missing: 'Qualified invoices need a registration number.',
  registration_check_digit: 'The digits of the registration number do not fit together. Please check them.',
  not_an_account_number: 'Type the account number in four to eight digits.',
  range_reversed: 'Choose a last day after the first one.',
  yayoi_reads_shift_jis: 'Yayoi reads files in Shift_JIS.',
};

/** Names of places about money that goes out or comes from elsewhere. */
export const moneyWays = { payLinks: 'Employer pay links', payouts: 'Payouts', payoutSettings: 'Fees and payouts' };
