import type { MailDraft } from '../../../platform/mail-outbox.ts';
import { shortSubject } from '../../../platform/mail-subject.ts';
import type { ListExportDocument } from './list-export.repository.ts';
import { listName } from './list-file-name.rules.ts';

interface Sender {
  readonly name: string;
  readonly slug: string;
}

/** 書き出したファイルができました: to whoever asked for it. The file itself needs a log-in and is gone after a day. */
export function listReadyMail(
  to: string,
  organization: Sender,
  file: Pick<ListExportDocument, '_id' | 'wish' | 'rows' | 'userName'>,
  publicUrl: string,
): MailDraft {
  const link = `${publicUrl}/${organization.slug}/admin/exports`;
  const text = `${file.userName} 様

書き出したファイルができました。

  一覧　${listName(file.wish)}
  件数　${file.rows.toLocaleString('ja-JP')}件

ログインして、次の画面から保存してください。24時間たつと消えます：
${link}
`;
  return {
    to,
    subject: shortSubject(organization.name, '書き出したファイルができました'),
    text,
    link,
    purpose: 'list_ready',
    idempotencyKey: `list-ready:${file._id}`,
  };
}
