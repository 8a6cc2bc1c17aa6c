import type { Words } from '../../lib/words.ts';

/** Words of an account to transfer to. */
const ja = {
  title: '銀行振込でのお支払い',
  slip: '振込先の口座',
  bank: '銀行',
  branch: '支店',
  number: '口座番号',
  holder: '口座名義',
  types: { ordinary: '普通', current: '当座' },
  copy: '{{what}}をコピー',
  copied: 'コピーしました',
  copyFailed: 'コピーできませんでした。長く押して選んでください。',
  asked: '振り込む額',
  rest: '残りの額',
  received: '届いた額 <0>{{amount}}円</0>',
  how: '振込の手順',
  steps: [
    'ネットバンキングかATMで、<0>振込</0>を選びます。',
    'この口座に <0>{{amount}}円</0> を振り込みます。名義はどなたでもかまいません。',
    '何回かに分けられます。届いた分は、ここに出ます。',
  ],
  note: 'この口座は、この請求だけのものです。ほかのお支払いには使わないでください。振込手数料はご負担ください。',
};

const en: Words<typeof ja> = {
  title: 'Pay by bank transfer',
  slip: 'Account to transfer to',
  bank: 'Bank',
  branch: 'Branch',
  number: 'Account number',
  holder: 'Account holder',
  types: { ordinary: 'Ordinary', current: 'Current' },
  copy: 'Copy: {{what}}',
  copied: 'Copied',
  copyFailed: 'Copying did not work. Press and hold to select it.',
  asked: 'To transfer',
  rest: 'Still open',
  received: 'Received <0>{{amount}} yen</0>',
  how: 'How to transfer',
  steps: [
    'In internet banking or at an ATM choose <0>振込</0> (transfer).',
    'Transfer <0>{{amount}} yen</0> to this account, under any name.',
    'You may do so in parts. What has arrived is shown here.',
  ],
  note: 'The account is for this bill alone: please use it for nothing else. The bank’s fee is yours to pay.',
};

export const accountTexts = { ja, en };
