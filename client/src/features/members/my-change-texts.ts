import type { Words } from '../../lib/words.ts';

/** Words of changes that a member asks the office for. */
const ja = {
  title: '変更の申請',
  needs: 'この項目を変えるには、事務局の承認が要ります。',
  needsNow: 'この項目を変えるには、事務局の承認が要ります。いまの登録は「{{now}}」で、下は申請中の内容です。',
  pending: '承認待ち',
  empty: 'なし',
  all: '変更の申請を見る',
  sent: '変更を申請しました。事務局が承認すると、登録が変わります。',
  withdraw: '取り下げる',
  withdrawOf: '「{{label}}」の申請を取り下げる',
  withdrawn: '申請を取り下げました。',
  decidedFirst: '事務局が先に決めていました。最新の内容を読み込みました。',
  none: '申請はありません',
  noneText: '事務局の承認が要る項目を変えると、ここで様子を見られます。',
  toProfile: '登録内容を開く',
  list: '申請の一覧',
  change: '内容',
  askedAt: '申請した日時',
  decidedAt: '決まった日時',
  reason: '理由',
  states: { waiting: '承認待ち', approved: '承認', refused: '不承認', withdrawn: '取り下げ', replaced: '申請し直し' },
};

const en: Words<typeof ja> = {
  title: 'Change requests',
  needs: 'A change of this needs the office’s approval.',
  needsNow: 'A change of this needs the office’s approval. Registered now: “{{now}}”. Below is what you have asked for.',
  pending: 'Waiting for approval',
  empty: 'nothing',
  all: 'See your change requests',
  sent: 'You have asked for the change. It is made when the office approves.',
  withdraw: 'Withdraw',
  withdrawOf: 'Withdraw the request about “{{label}}”',
  withdrawn: 'The request is withdrawn.',
  decidedFirst: 'The office had decided first. We loaded the present state.',
  none: 'No requests',
  noneText: 'When you change something that needs the office’s approval, you can follow it here.',
  toProfile: 'Open your details',
  list: 'Your requests',
  change: 'Change',
  askedAt: 'Asked',
  decidedAt: 'Decided',
  reason: 'Reason',
  states: { waiting: 'Waiting for approval', approved: 'Approved', refused: 'Refused', withdrawn: 'Withdrawn', replaced: 'Asked anew' },
};

export const myChangeTexts = { ja, en };
