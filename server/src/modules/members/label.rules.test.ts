import { labelSheetNames, labelSheets } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { expect, test } from 'vitest';
import { labelPlace, labelsPerSheet, sheetsFor } from './label.rules.ts';

test.each(labelSheetNames)('every label of %s lies on the A4 sheet, beside the others', (name) => {
  const sheet = labelSheets[name];
  const places = Array.from({ length: labelsPerSheet(sheet) }, (_, index) => labelPlace(sheet, 1, index));
  for (const { page, x, y } of places) {
    expect(page).toBe(0);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(x + sheet.width).toBeLessThanOrEqual(210.001);
    expect(y + sheet.height).toBeLessThanOrEqual(297.001);
  }
  // The same margin on both sides: nobody cuts sheets otherwise.
  const right = 210 - (places.at(-1)!.x + sheet.width);
  const bottom = 297 - (places.at(-1)!.y + sheet.height);
  expect(Math.abs(right - sheet.left)).toBeLessThan(1);
  expect(Math.abs(bottom - sheet.top)).toBeLessThan(1);
});

test('a sheet that was begun is used up, and the next one begins at its first label', () => {
  const sheet = labelSheets['2x6'];
  expect(labelPlace(sheet, 12, 0)).toEqual({ page: 0, x: 18.6 + 89, y: 21.6 + 5 * 42.3 });
  expect(labelPlace(sheet, 12, 1)).toEqual({ page: 1, x: 18.6, y: 21.6 });
  expect(labelPlace(sheet, 2, 0, { x: 1.5, y: -0.5 })).toEqual({ page: 0, x: 18.6 + 89 + 1.5, y: 21.1 });
  expect([sheetsFor(sheet, 1, 12), sheetsFor(sheet, 2, 12), sheetsFor(sheet, 12, 1), sheetsFor(sheet, 5, 0)]).toEqual([1, 2, 1, 0]);
  expect(labelPlace(sheet, 24, 0)).toEqual(labelPlace(sheet, 12, 0));
});
