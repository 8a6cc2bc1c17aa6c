import type { ReadKind } from '@tsudoi/shared/contracts/members/member-read.contract';
import type { Words } from '../../lib/words.ts';

/** Words of who of the office saw data of a member. */
const ja = {
  title: 'この会員の情報を見た人',
  about:
    '事務局の人が、この会員の情報を画面で見たり、ファイルに書き出したりした記録です。およそ400日で消えます。まとめて保存した書類、会計のファイル、データ一式の保存は「操作の記録」にあります。',
  empty: 'まだ記録がありません。画面で見てから記録に出るまで、数秒かかります。',
  gone: '事務局を離れた人',
  more: 'さらに前を見る',
  kinds: {
    list: '会員一覧で見た',
    profile: '登録内容を見た',
    login: 'ログインとメールの状態を見た',
    application: '入会申請を見た',
    dues: '会費と請求を見た',
    money: '入金と支払いを見た',
    document: '書類を開いた',
    file: '添付ファイルを開いた',
    export: '一覧のファイルに書き出した',
    log: '操作の記録で見た',
  } satisfies Record<ReadKind, string>,
};

const en: Words<typeof ja> = {
  title: 'Who saw data of this member',
  about:
    'Whoever of the office saw data of this member on a page or took them along as a file. Kept for about 400 days. Papers saved together, files for accounting and the whole archive stand in the audit log.',
  empty: 'Nothing recorded yet. It takes some seconds until a look stands here.',
  gone: 'Somebody who has left the office',
  more: 'Show earlier ones',
  kinds: {
    list: 'Seen in the roll',
    profile: 'Record seen',
    login: 'Log-in and state of mails seen',
    application: 'Application seen',
    dues: 'Dues and bills seen',
    money: 'Payments seen',
    document: 'Paper opened',
    file: 'File opened',
    export: 'Taken along in the file of a list',
    log: 'Seen in the audit log',
  },
};

export const readTexts = { ja, en };
