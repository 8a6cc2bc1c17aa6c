import { createRequire } from 'node:module';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { type Font, openSync } from 'fontkit';
import PDFDocument from 'pdfkit';

/** The library used well (performance.md P8): pdfkit with fonts parsed once, one tagged A4 receipt with ten lines, one thread. */
const require = createRequire(import.meta.url);
const face = (file: string) => openSync(require.resolve(`@expo-google-fonts/biz-udpgothic/${file}`)) as Font;
const faces = { regular: face('400Regular/BIZUDPGothic_400Regular.ttf'), bold: face('700Bold/BIZUDPGothic_700Bold.ttf') };
const family = '佐藤鈴木高橋田中伊渡辺山本村小林加吉井口松清野阿部森池';
const given = '美咲翔太陽葵蓮結衣大輝颯真優奈悠人花子健一郎直樹恵';

async function receipt(at: number): Promise<number> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    lang: 'ja-JP',
    tagged: true,
    displayTitle: true,
    info: { Title: `領収書 ${at}` },
  });
  let bytes = 0;
  const done = new Promise<void>((resolve) => {
    doc.on('data', (chunk: Buffer) => (bytes += chunk.length));
    doc.on('end', () => resolve());
  });
  const root = doc.struct('Document');
  doc.addStructure(root);
  const write = (role: string, text: string, x: number, y: number, size: number, weight: keyof typeof faces = 'regular', parent = root) => {
    const element = doc.struct(role, {}, () => {
      doc
        .font(faces[weight] as unknown as string, weight)
        .fontSize(size)
        .fillColor('#111111')
        .text(text, x, y, { lineBreak: false });
    });
    parent.add(element);
    element.end();
  };
  const rule = (y: number) => {
    doc.markContent('Artifact', { type: 'Layout' });
    doc.moveTo(62, y).lineTo(533, y).lineWidth(0.75).strokeColor('#c9cfd2').stroke();
    doc.endMarkedContent();
  };
  const pick = (from: string, step: number) => from[(at * step) % from.length]!;
  const amounts = Array.from({ length: 10 }, (_, index) => (index === 0 ? 12_000 : 1000 + ((at + index) % 9) * 100));
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  write('H1', '領収書', 62, 62, 24, 'bold');
  for (const [index, text] of ['領収書番号', `R2026-${String(at + 1).padStart(6, '0')}`, '領収日', '2026年5月12日'].entries())
    write('P', text, 400 + (index % 2) * 60, 58 + Math.floor(index / 2) * 15, 9.75);
  for (const y of [99, 101, 160]) rule(y);
  write('P', `${pick(family, 3)}${pick(family, 7)} ${pick(given, 5)}${pick(given, 11)}`, 65, 135, 16.5, 'bold');
  write('P', '様', 360, 138, 13.5);
  write('P', '領収金額', 90, 211, 10.5);
  write('P', total.toLocaleString('en-US'), 380, 201, 30, 'bold');
  write('P', '円', 500, 214, 13.5, 'bold');
  write('P', '但し', 62, 261, 10.5);
  write('P', '2026年度 年会費として、上記の金額を領収しました。', 92, 261, 10.5);
  const table = doc.struct('Table');
  root.add(table);
  const row = (cells: readonly string[], role: string, y: number, weight: keyof typeof faces = 'regular') => {
    const line = doc.struct('TR');
    table.add(line);
    cells.forEach((text, index) => write(role, text, [66, 380, 480][index]!, y, 10.5, weight, line));
    line.end();
    rule(y + 18);
  };
  row(['内容', '税区分', '金額（円）'], 'TH', 301);
  amounts.forEach((amount, index) =>
    row(
      [
        index === 0 ? '2026年度 正会員 年会費' : `講習会 第${index}回 受講料`,
        index === 0 ? '不課税' : '10%',
        amount.toLocaleString('en-US'),
      ],
      'TD',
      320 + index * 19,
    ),
  );
  row(['合計', '', total.toLocaleString('en-US')].filter(Boolean), 'TD', 512, 'bold');
  table.end();
  for (const [index, text] of [
    '10%対象',
    `${(total - 12_000).toLocaleString('en-US')}円`,
    '内消費税 1,081円',
    '不課税',
    '12,000円',
    '消費税の対象外',
  ].entries())
    write('P', text, 330 + (index % 3) * 65, 545 + Math.floor(index / 3) * 15.6, 9.75);
  for (const [index, text] of [
    '支払方法',
    'コンビニエンスストア',
    '決済番号',
    String(1_234_567_890_000 + at),
    '会員番号',
    `2026-${String(at).padStart(5, '0')}`,
  ].entries())
    write('P', text, 62 + (index % 2) * 81, 590 + Math.floor(index / 2) * 18, 9.75);
  write('P', '一般社団法人 しののめ環境学会', 254, 660, 12.75, 'bold');
  for (const [index, text] of [
    '代表理事 青木 玲子',
    '宮城県仙台市青葉区一番町0-0-0',
    '電話 022-000-0000',
    '登録番号 T7123456789012',
  ].entries())
    write('P', text, 254, 684 + index * 17, 9.75);
  for (const [index, letter] of Array.from('しののめ環境学会之印').entries())
    write('P', letter, 475 + Math.floor(index / 4) * 18, 690 + (index % 4) * 14, 12, 'bold');
  rule(762);
  write('P', '電子データで発行した領収書です。収入印紙は必要ありません。', 62, 771, 8.6);
  root.end();
  doc.end();
  await done;
  return bytes;
}

serveBench({
  async draw({ from, count }: { from: number; count: number }) {
    let bytes = 0;
    for (let at = from; at < from + count; at += 1) bytes += await receipt(at);
    return bytes;
  },
});
