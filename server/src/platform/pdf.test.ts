import { expect, test } from 'vitest';
import { readPdf } from '../../test/pdf-reader.ts';
import { lettersMissing } from './pdf-fonts.ts';
import { PdfPage } from './pdf.ts';

async function pageWith(draw: (page: PdfPage) => void) {
  const page = new PdfPage({ title: '見本', author: '東雲学会', createdAt: new Date(0) });
  draw(page);
  return readPdf(await page.bytes());
}

test('the reader of these tests sees a letter that no face has', async () => {
  const { fonts } = await pageWith((page) => page.tagged('P', () => page.text('会費😀', 50, 50, { size: 12 })));
  expect(fonts).toMatchObject([
    { glyphs: 2, missing: 0, embedded: true },
    { glyphs: 1, missing: 1, embedded: true },
  ]);
});

test('what is drawn is tagged, what decorates is not, and a picture has its words', async () => {
  const reading = await pageWith((page) => {
    page.decoration((doc) => doc.moveTo(10, 10).lineTo(90, 10).stroke());
    page.group('Table', () => page.group('TR', () => page.tagged('TD', () => page.text('年会費', 50, 50, { size: 12 }))));
    page.tagged('Figure', () => page.sealFrame(60, 60, 40, '#c4321a'), '東雲学会の印');
  });
  expect(reading).toMatchObject({ title: '見本', language: 'ja-JP', tagged: true, text: '年会費', silentFigures: 0 });
  expect(reading.roles).toEqual(['Root', 'Document', 'Table', 'TR', 'TD', 'Figure']);
  const silent = await pageWith((page) => page.tagged('Figure', () => page.sealFrame(60, 60, 40, '#c4321a')));
  expect(silent.silentFigures).toBe(1);
});

test('letters of which no face has all are set letter by letter, and what none has can be asked', async () => {
  const { fonts, text } = await pageWith((page) => page.tagged('P', () => page.text('Łukasz 𠮷田', 50, 50, { size: 12 })));
  expect(text).toBe('Łukasz 𠮷田');
  expect(fonts.map(({ missing }) => missing)).toEqual([0, 0]);
  expect(lettersMissing('张さん 김 𠮷田 葛\u{e0100}城 Łukasz 张')).toEqual(['张', '김']);
});
