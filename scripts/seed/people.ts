import { importColumns } from '@tsudoi/shared/contracts/members/member.contract';

/** 姓 名 セイ メイ 種別 メール 電話 郵便番号 住所 所属 生年月日 入会日, as an office would have them in its spreadsheet. */
const people = `
高橋|美咲|タカハシ|ミサキ|正会員|misaki.takahashi@example.jp|090-1234-5678|100-0001|東京都千代田区千代田1-1|東都大学 環境学部|1984/6/12|2015/4/1
佐藤|健一|サトウ|ケンイチ|正会員|kenichi.sato@example.jp|03-1234-5678|113-0033|東京都文京区本郷7-3-1|東都大学 工学部|S43.2.3|2001/4/1
髙﨑|一郎|タカサキ|イチロウ|シニア会員|ichiro.takasaki@example.jp|045-123-4567|231-0005|神奈川県横浜市中区本町6-50-10||S22.11.3|1989/4/1
𠮷田|春子|ヨシダ|ハルコ|正会員|haruko.yoshida@example.jp|080-2345-6789|606-8501|京都府京都市左京区吉田本町|京都環境研究所|1979/1/30|2010/10/1
渡邉|陽菜|ワタナベ|ヒナ|学生会員|hina.watanabe@example.jp|070-3456-7890|980-8577|宮城県仙台市青葉区片平2-1-1|東北大学 大学院|2002/8/8|2025/4/1
齋藤|大輔|サイトウ|ダイスケ|正会員|daisuke.saito@example.jp|090-4567-8901|060-0808|北海道札幌市北区北8条西5|北方生態研究センター|1975/12/24|2008/4/1
山田|太郎|ヤマダ|タロウ|正会員|taro.yamada@example.jp|||||1990/5/5|2020/4/1
鈴木|さくら|スズキ|サクラ|学生会員|sakura.suzuki@example.jp|080-5678-9012|464-0814|愛知県名古屋市千種区不老町|名古屋大学 環境学研究科|2001/3/27|2024/10/1
伊藤|誠|イトウ|マコト|正会員|makoto.ito@example.jp|052-123-4567|460-0001|愛知県名古屋市中区三の丸3-1-1|伊藤環境測定|1969/9/9|1999/4/1
中村|直子|ナカムラ|ナオコ|正会員|naoko.nakamura@example.jp|090-6789-0123|812-0011|福岡県福岡市博多区博多駅前2-9-3||1982/2/14|2018/4/1
小林|和也|コバヤシ|カズヤ|正会員|kazuya.kobayashi@example.jp|||長野県長野市南長野幅下692-2|信州自然保護協会|1977/7/7|2012/4/1
加藤|恵|カトウ|メグミ|正会員|megumi.kato@example.jp|080-7890-1234|||株式会社みどり設計|1988/10/10|2016/10/1
ガルシア|マリア|ガルシア|マリア|正会員|maria.garcia@example.jp|090-8901-2345|305-8577|茨城県つくば市天王台1-1-1|筑波大学|1986/4/23|2019/4/1
森|鷗外|モリ|オウガイ|名誉会員|||||||1975/4/1
長谷川|翔太|ハセガワ|ショウタ|学生会員|shota.hasegawa@example.jp|070-9012-3456||||2003/1/15|2026/4/1
五十嵐|ひかり|イガラシ|ヒカリ|学生会員|hikari.igarashi@example.jp||950-2181|新潟県新潟市西区五十嵐2の町8050|新潟大学 農学部|2004/11/2|2026/4/1
柏木|隆|カシワギ|タカシ|シニア会員|takashi.kashiwagi@example.jp|042-123-4567|||||1992/4/1
辻|󠄀薫|ツジ|カオル|正会員|kaoru.tsuji@example.jp||||大阪市立自然史博物館|1980/6/6|2013/4/1
北条|みなみ|ホウジョウ|ミナミ|正会員|minami.hojo@example.jp|090-0123-4567|760-0033|香川県高松市丸の内1-1|瀬戸内海洋研究所|1991/8/31|2021/10/1
遠藤|修|エンドウ|オサム|正会員|osamu.endo@example.jp|||||1973/3/3|2005/4/1
有限会社青空|環境部|アオゾラ|カンキョウブ|賛助会員|office@aozora.example.jp|03-2345-6789|150-0002|東京都渋谷区渋谷3-3-5|有限会社青空||2011/4/1
株式会社つばさ|総務部|ツバサ|ソウムブ|賛助会員|soumu@tsubasa.example.jp|06-1234-5678|530-0001|大阪府大阪市北区梅田3-1-3|株式会社つばさ||2017/4/1
岡田|優子|オカダ|ユウコ|正会員|yuko.okada@example.jp|090-2222-3333|||岡山大学|1983/9/18|2014/4/1
藤井|亮|フジイ|リョウ|正会員|ryo.fujii@example.jp|||広島県広島市中区基町10-52|広島県環境課|1987/12/1|2022/4/1
西村|静香|ニシムラ|シズカ|正会員|shizuka.nishimura@example.jp|080-4444-5555||||1978/5/20|2009/4/1
福田|勇気|フクダ|ユウキ|学生会員|yuki.fukuda@example.jp|||||2000/7/14|2023/4/1
太田|典子|オオタ|ノリコ|シニア会員||0258-12-3456|940-0062|新潟県長岡市大手通1-4-10||S25.4.29|1985/4/1
金子|剛|カネコ|ツヨシ|正会員|tsuyoshi.kaneko@example.jp|||||1971/1/11|2003/10/1
石川|葵|イシカワ|アオイ|正会員|aoi.ishikawa@example.jp|090-6666-7777|920-8580|石川県金沢市鞍月1-1|金沢大学|1992/6/30|2023/4/1
前田|慎吾|マエダ|シンゴ|正会員|shingo.maeda@example.jp|||||1985/2/2|2011/4/1
小川|結衣|オガワ|ユイ|学生会員|yui.ogawa@example.jp|070-8888-9999||||2002/12/12|2025/10/1
岡本|正|オカモト|タダシ|シニア会員|tadashi.okamoto@example.jp||||||1995/4/1
松本|彩|マツモト|アヤ|正会員|aya.matsumoto@example.jp|080-1111-2222|390-8621|長野県松本市旭3-1-1|信州大学|1989/8/19|2017/4/1
井上|拓海|イノウエ|タクミ|正会員|takumi.inoue@example.jp|||||1994/3/8|2024/4/1
木村|洋|キムラ|ヒロシ|正会員|hiroshi.kimura@example.jp|03-3456-7890|||木村水質分析|1966/10/26|1997/4/1
林|真由美|ハヤシ|マユミ|正会員|mayumi.hayashi@example.jp|||||1981/11/11|2015/10/1
清水|圭|シミズ|ケイ|正会員|kei.shimizu@example.jp|090-3333-4444|420-8601|静岡県静岡市葵区追手町9-6|静岡県地球環境史ミュージアム|1990/1/1|2019/10/1
山崎|千尋|ヤマザキ|チヒロ|正会員|chihiro.yamazaki@example.jp|||||1986/7/25|2020/10/1
池田|悟|イケダ|サトル|正会員|satoru.ikeda@example.jp||||滋賀県琵琶湖環境科学研究センター|1974/4/17|2006/4/1
阿部|楓|アベ|カエデ|学生会員|kaede.abe@example.jp|||||2003/5/23|2026/4/1
`;

const order = ['姓', '名', 'セイ', 'メイ', '会員種別', 'メール', '電話', '郵便番号', '住所', '所属', '生年月日', '入会日'] as const;

/** The file as an office uploads it, in the columns of the product's own sample. */
export function rollCsv(): string {
  const rows = people
    .trim()
    .split('\n')
    .map((line) => {
      const cells = line.split('|').map((cell) => cell.trim());
      const joinedOn = cells.at(-1)!;
      const values = new Map<string, string>(order.map((column, index) => [column, column === '入会日' ? joinedOn : (cells[index] ?? '')]));
      return importColumns.map((column) => `"${values.get(column) ?? ''}"`).join(',');
    });
  return [importColumns.join(','), ...rows].join('\r\n');
}

export const membershipTypes = [
  { name: '正会員', annualFee: 10_000 },
  { name: '学生会員', annualFee: 4_000 },
  { name: 'シニア会員', annualFee: 5_000 },
  { name: '賛助会員', annualFee: 50_000 },
  { name: '名誉会員', annualFee: 0 },
] as const;
