/** Refusals about what became of a record: merged, changed since. */
export const recordErrors = {
  MY_PAGE_CLOSED: 'This organisation keeps My Page closed for corporate members. Please ask the office.',
  MEMBER_MERGED: 'This record was merged into the one with member number {{number}}. Use that one, or undo the merge.',
  MERGE_PLAN_STALE: 'One of the records changed after you looked. Please look again at what would move.',
  MERGE_BLOCKED: 'Something has to be settled first, so these cannot be merged. Settle what the page names and try again.',
  MERGE_UNDO_OVER: 'This could be undone until {{until}}. If needed, add the person as a new member.',
  MERGE_UNDO_BLOCKED: 'Something has to be settled first, so this cannot be undone. Settle what the page names and try again.',
  CHANGED_SINCE: 'It has changed again since, so this cannot be undone. Please look at the present record.',
  CORRECTION_REFUSED: 'This could not be corrected. Please look at it as it is now.',
};
