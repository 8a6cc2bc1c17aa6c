import type { MailDraft } from '../../../platform/mail-outbox.ts';
import { shortSubject } from '../../../platform/mail-subject.ts';
import { writtenDate } from '../../billing/billing.public.ts';
import type { BookExportDocument } from './book-export.repository.ts';

interface Sender {
  readonly name: string;
  readonly slug: string;
}

/** 仕訳のファイルができました: to whoever asked for a large one. The file itself needs a log-in. */
export function booksReadyMail(
  to: string,
  organization: Sender,
  file: Pick<BookExportDocument, '_id' | 'from' | 'to' | 'journals' | 'userName'>,
  publicUrl: string,
): MailDraft {
  const link = `${publicUrl}/${organization.slug}/admin/books`;
  const text = `${file.userName} 様

会計ソフトに取り込む仕訳のファイルができました。

  取引日　${writtenDate(file.from)} から ${writtenDate(file.to)} まで
  仕訳　${file.journals}件

ログインして、次の画面の一覧から保存してください：
${link}
`;
  return {
    to,
    subject: shortSubject(organization.name, '仕訳のファイルができました'),
    text,
    link,
    purpose: 'books_ready',
    idempotencyKey: `books-ready:${file._id}`,
  };
}
