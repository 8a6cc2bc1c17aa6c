import type { Words } from '../../lib/words.ts';

/** Words of an application that the office enters for somebody. */
const ja = {
  title: '代理で申請する',
  finishTitle: '申請を事務局で完了する',
  lead: '紙や電話で申し込んだ方を、事務局が代わりに入力します。届くと審査待ちに並びます。',
  finishLead: '{{email}} の申請を、ここで完了します。完了のメールは本人に届き、記録には事務局の操作として残ります。',
  email: 'メールアドレス',
  emailHint: '本人に受付のメールが届きます。ない方は空のままで。',
  agreed: '会員規約への同意を、本人から得ています',
  signature: '署名',
  signatureHint: '本人が、指かペンで書きます。書くと、署名入りの申込書がPDFで残ります。',
  signatureClear: '書き直す',
  typedSignature: '氏名を入力して署名する',
  typedSignatureHint: '枠に書けない方は、本人が上の「姓」「名」と同じ氏名を入力します。入力による署名であることが申込書に残ります。',
  typedSignatureDiffers: '上の「姓」「名」と同じ氏名を入力してください。',
  signatureMissing: '署名が短すぎます。書き直してください。',
  signatureTooBig: '線が多すぎます。書き直してください。',
  agreedMissing: '本人の同意を確かめてください。',
  submit: '申請を登録する',
  cancel: 'やめる',
  openPending: '本人の申請を開く',
  noTypes: '会員種別がまだありません',
  noTypesText: '先に、会員種別と年会費を決めてください。',
  toTypes: '会員種別を決める',
};

const en: Words<typeof ja> = {
  title: 'Enter for somebody',
  finishTitle: 'Finish an application',
  lead: 'For those who applied on paper or by phone. It joins the waiting ones.',
  finishLead: 'Finishes the application of {{email}}. The person gets the mail; the log names you.',
  email: 'E-mail address',
  emailHint: 'The person gets a mail. Leave it empty if there is none.',
  agreed: 'The person has agreed to the terms',
  signature: 'Signature',
  signatureHint: 'The person signs with a finger or a pen. The signed form is then kept as a PDF.',
  signatureClear: 'Write again',
  typedSignature: 'Signed by typing the name',
  typedSignatureHint: 'Who cannot write in the box types the name as it stands above. The form will say that it was signed this way.',
  typedSignatureDiffers: 'Please type the name as it stands above.',
  signatureMissing: 'That is too short for a signature. Please write it again.',
  signatureTooBig: 'There are too many lines. Please write it again.',
  agreedMissing: 'Please make sure that the person agrees.',
  submit: 'Enter the application',
  cancel: 'Cancel',
  openPending: "Open the person's own application",
  noTypes: 'There are no membership types yet',
  noTypesText: 'Decide types and fees first.',
  toTypes: 'Decide types',
};

export const staffTexts = { ja, en };
