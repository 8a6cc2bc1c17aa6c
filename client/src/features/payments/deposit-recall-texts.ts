/** Words of the choice among the deposits that a 取消 of the bank may mean. */
const ja = {
  list: 'この取消にあてはまる入金',
  facts: '{{on}}・{{amount}}円・{{account}}',
  states: { open: '未処理', held: '保留', settling: '処理の途中', settled: '消込済み' },
  choose: 'この入金の取消',
  chooseThis: '{{on}}の{{remitter}}を、取り消された入金にする',
  title: '銀行が取り消した入金を決めます',
  on: '入金日',
  remitter: '名義',
  amount: '入金額',
  account: '口座',
  whose: '消込先',
  goes: 'この入金は取り消され、消し込めなくなります。銀行からの取消も、これで終わります。',
  stays:
    '消し込まれた入金です。消込はまだ変わりません。取り消すよう、「入金の食い違い」でお知らせします。消込を取り消すと、銀行からの取消も終わります。',
  undoable: 'あとで選び直せます。',
  submit: 'この入金に決める',
  done: '取り消された入金を決めました。',
  again: '選び直す',
  againTitle: '取り消された入金を選び直します',
  againText:
    '選んだ入金は、取り消されていないことになります。銀行からの取消は、未処理に戻ります。「入金の食い違い」のお知らせは残るので、要らなければ閉じてください。',
  againDone: '選び直せるようにしました。',
};

const en: typeof ja = {
  list: 'Deposits that this cancellation fits',
  facts: '{{on}}, {{amount}} yen, {{account}}',
  states: { open: 'To decide', held: 'Put aside', settling: 'Being written', settled: 'Settled' },
  choose: 'It is this one',
  chooseThis: 'The deposit of {{remitter}} on {{on}} is the one that was cancelled',
  title: 'The deposit that the bank cancelled',
  on: 'Day',
  remitter: 'Remitter',
  amount: 'Amount',
  account: 'Account',
  whose: 'Settled for',
  goes: 'The deposit is taken back and cannot be settled. The cancellation of the bank ends with it.',
  stays:
    'This deposit is settled, and stays so for now. You are asked to undo it among the matters to look at. Once it is undone, the cancellation of the bank ends as well.',
  undoable: 'You can choose again later.',
  submit: 'Take this one',
  done: 'The deposit that was cancelled is chosen.',
  again: 'Choose again',
  againTitle: 'Choose the cancelled deposit again',
  againText:
    'The deposit that was chosen counts as not cancelled, and the cancellation of the bank is open again. What is listed among the matters to look at stays: close it if it is not needed.',
  againDone: 'You can choose again.',
};

export const depositRecallTexts = { ja, en };
