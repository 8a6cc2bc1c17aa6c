/** Refusals about what became of a record: merged, changed since. */
export const recordErrors = {
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
  CORRECTION_REFUSED: 'This could not be corrected. Please look at it as it is now.',
};
