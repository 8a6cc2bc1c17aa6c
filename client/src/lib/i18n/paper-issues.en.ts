/** What is wrong with a field of the settings of papers, or of the terms of a run. */
export const paperIssues = {
  not_a_registration_number: 'Type T and thirteen digits.',
  registration_number_missing: 'Qualified invoices need a registration number.',
  registration_check_digit: 'The digits of the registration number do not fit together. Please check them.',
  not_an_account_number: 'Type the account number in four to eight digits.',
  range_reversed: 'Choose a last day after the first one.',
  yayoi_reads_shift_jis: 'Yayoi reads files in Shift_JIS.',
  due_day_over: 'The due date has passed. Please choose today or a later day.',
  month_of_another_year: 'This month is not in the year you chose. Please choose one of that year.',
};
