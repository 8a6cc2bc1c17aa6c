import type { Words } from '../../lib/words.ts';

/** Words of the operator's page on which an organisation is suspended. */
const ja = {
  title: '団体の利用停止',
  lead: '停止した団体は、ログインして見ることだけができます。登録や変更、新しい請求、支払い、メールの送信はできません。会員の方も同じです。',
  look: '見る',
  state: '状態',
  goesOn: '利用中',
  suspended: '{{date}}から停止中',
  reason: '理由',
  ends: '利用終了の申請',
  endsOn: '{{date}}で終了',
  suspend: '停止する',
  suspendText:
    '「{{org}}」の利用を、すぐに停止します。送信を待っているメールは、再開するまで送りません。すでに手続きの始まった支払いは、届けば記録します。',
  suspendDone: '停止しました。管理責任者にメールを送ります。',
  resume: '再開する',
  resumeText: '「{{org}}」は、すぐにいままでどおり使えるようになります。送信を待っていたメールも送ります。',
  resumeDone: '再開しました。管理責任者にメールを送ります。',
  reasonHint: '管理責任者にそのまま届きます。',
  cancel: 'やめる',
};

const en: Words<typeof ja> = {
  title: 'Suspension',
  lead: 'People of a suspended organisation log in and read, and no more: nothing is entered, changed, billed, paid or mailed, by its office or by its members.',
  look: 'Look',
  state: 'State',
  goesOn: 'In use',
  suspended: 'Suspended since {{date}}',
  reason: 'Reason',
  ends: 'End asked for',
  endsOn: 'Ends on {{date}}',
  suspend: 'Suspend',
  suspendText:
    '{{org}} is suspended at once. Mails that wait are not sent until it goes on. Payments that have begun are recorded when they arrive.',
  suspendDone: 'Suspended. The owners get a mail.',
  resume: 'Let it go on',
  resumeText: '{{org}} can be used as before at once. Mails that waited are sent.',
  resumeDone: 'It goes on. The owners get a mail.',
  reasonHint: 'The owners read it as it is.',
  cancel: 'Cancel',
};

export const suspensionTexts = { ja, en };
