import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';

/** What somebody of the office may do: where it is ticked and where the log says who gave it. */
const ja: Readonly<Record<Permission, string>> = {
  'members.read': '会員を見る',
  'members.write': '会員を追加・変更する',
  'members.export': '見られる一覧を書き出す',
  'billing.read': '請求を見る',
  'billing.write': '請求を作る・取り消す',
  'payments.read': '入金を見る',
  'payments.write': '入金を記録・取り消す',
  settings: '団体と会費の設定を変える',
  users: '事務局の人を招待・変更する',
  audit: '操作の記録を見る',
};

const en: typeof ja = {
  'members.read': 'see members',
  'members.write': 'add and change members',
  'members.export': 'export the lists they see',
  'billing.read': 'see bills',
  'billing.write': 'make and cancel bills',
  'payments.read': 'see payments',
  'payments.write': 'record and reverse payments',
  settings: 'change settings and fees',
  users: 'invite and change office people',
  audit: 'see the audit log',
};

export const permissionWords = { ja, en };
