import { archivedPayments } from '@tsudoi/shared/contracts/payments/archive.contract';
import { shares } from './archive-plan.rules.ts';

/** What lies on top of an archive: what is in it, how it is read, and what is not in it. */
export function archiveGuide(organization: string, on: string): string {
  const own = Object.values(shares).flatMap((share) => ('file' in share ? [share.file] : []));
  const files = ['団体', ...own, '操作履歴', ...Object.values(archivedPayments)];
  return [
    `${organization}のデータ（${on} に書き出し）`,
    '',
    '■ 入っているもの',
    '会員.csv・法人会員.csv … 退会した人も含む、すべての会員の一覧です。Excelで開けます。',
    '書類 … 発行した請求書・領収書・返還の書類です。発行したときのままのPDFです。',
    '入会申込書 … 入会するときに署名された申込書です。',
    '会員のファイル … 会員の記録に付けたファイルです。',
    '決済の申し込みの書類 … 決済の利用を申し込むときに送った書類です。',
    `データ … すべての記録です。1行に1件、JSONという形で入っています（${files.join('、')}）。ほかのシステムへ移すときに使います。日時は世界標準時（UTC）、金額は円です。`,
    '',
    '■ 入っていないもの',
    'パスワードやログインの鍵、送信したメールの本文、返金先などの口座番号、登録されたカード。',
    '振込明細のPDFは［振込明細］の画面から保存してください。',
    '「入れられなかったファイル.txt」があるときは、そこに名前のあるものが入っていません。「データ」の中のものは、時間をおいてもう一度書き出してください。ほかのものは壊れているか、なくなっています。運営にお問い合わせください。',
    '',
    '■ お願い',
    '会員の個人情報がまとまって入っています。鍵のかかる場所に保管し、要らなくなったら消してください。',
    '',
  ].join('\r\n');
}
