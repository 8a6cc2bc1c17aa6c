import { shares } from './archive-plan.rules.ts';

/** What lies on top of an archive: what is in it, how it is read, and what is not in it. */
export function archiveGuide(organization: string, on: string): string {
  const files = Object.values(shares).flatMap((share) => ('file' in share ? [share.file] : []));
  return [
    `${organization}のデータ（${on} に書き出し）`,
    '',
    '■ 入っているもの',
    '会員.csv・法人会員.csv … 退会した人も含む、すべての会員の一覧です。Excelで開けます。',
    '書類 … 発行した請求書・領収書・返還の書類です。発行したときのままのPDFです。',
    '入会申込書 … 入会するときに署名された申込書です。',
    '会員のファイル … 会員の記録に付けたファイルです。',
    `データ … すべての記録です。1行に1件、JSONという形で入っています（${['団体', ...files, '操作履歴'].join('、')}）。ほかのシステムへ移すときに使います。日時は世界標準時（UTC）、金額は円です。`,
    '',
    '■ 入っていないもの',
    'パスワードやログインの鍵、送信したメールの本文、返金先などの口座番号、団体への振込明細。',
    '振込明細は［振込明細］の画面から、CSVとPDFで保存してください。',
    '「入れられなかったファイル.txt」があるときは、そこに名前のあるファイルが壊れているか、なくなっています。運営にお問い合わせください。',
    '',
    '■ お願い',
    '会員の個人情報がまとまって入っています。鍵のかかる場所に保管し、要らなくなったら消してください。',
    '',
  ].join('\r\n');
}
