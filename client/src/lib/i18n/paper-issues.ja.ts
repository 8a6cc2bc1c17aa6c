/** What is wrong with a field of the settings of papers, or of the terms of a run. */
export const paperIssues = {
  not_a_registration_number: '「T」と13けたの数字で入力してください。',
  registration_number_missing: '登録番号がないと、適格請求書は発行できません。',
  registration_check_digit: '登録番号の数字が合いません。もう一度確かめてください。',
  not_an_account_number: '口座番号は4〜8けたの数字で入力してください。',
  range_reversed: '終わりの日を、はじめの日よりあとにしてください。',
  yayoi_reads_shift_jis: '弥生会計は、Shift_JISのファイルを読みます。',
  due_day_over: '支払期限が過ぎています。今日からの日にしてください。',
  month_of_another_year: '選んだ年度にない月です。年度の中の月を選んでください。',
};
