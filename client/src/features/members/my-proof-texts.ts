import type { Words } from '../../lib/words.ts';

/** Words of the yearly proof as a member sees it. */
const ja = {
  title: '年に1度の確認',
  of: '{{type}}の証明書',
  nothing: 'いまお願いしているものはありません',
  nothingText: '確認の時期になると、メールとこの画面でお知らせします。',
  state: '状態',
  states: { asked: 'まだ届いていません', sent: '事務局が確認しています', accepted: '確認が済みました', refused: '確認できませんでした' },
  due: '期限',
  sent: '送ったファイル',
  refused: 'もう一度お送りください',
  accepted: '今年の確認は済みました。送られた画像は消去しました。',
  seen: '今年の確認は済みました。{{date}}に、事務局の窓口で確認しました。',
  file: '証明書（学生証など）',
  another: '別のものに差し替える',
  fileHint: '写真は、氏名と有効期限が読めるように撮ってください。JPEG・PNG・WebPの画像かPDF。5MBまで。',
  sending: '送っています…',
  waiting: '届きました。確認が済むと、この画面に出ます。',
  rule: '{{date}}までに確認できないと、会員種別が「{{type}}」に変わります。送られた画像は、確認が済みしだい消去します。',
};

const en: Words<typeof ja> = {
  title: 'Your yearly check',
  of: 'Proof for {{type}}',
  nothing: 'Nothing is asked of you now',
  nothingText: 'When it is time, we tell you by mail and here.',
  state: 'State',
  states: { asked: 'Not sent yet', sent: 'The office is checking', accepted: 'Accepted', refused: 'Not accepted' },
  due: 'Last day',
  sent: 'File sent',
  refused: 'Please send it again',
  accepted: 'You are done for this year. The picture has been erased.',
  seen: 'You are done for this year: the office saw your proof on {{date}}.',
  file: 'Proof (student card or the like)',
  another: 'Send another instead',
  fileHint: 'Name and expiry must be readable. A JPEG, PNG or WebP picture, or a PDF. Up to 5 MB.',
  sending: 'Sending…',
  waiting: 'It has arrived. You will see here when it is checked.',
  rule: 'Without a proof by {{date}} your membership type becomes “{{type}}”. The picture is erased once it has been checked.',
};

export const myProofTexts = { ja, en };
