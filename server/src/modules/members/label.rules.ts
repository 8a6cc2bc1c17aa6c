import type { LabelSheet } from '@tsudoi/shared/contracts/members/member-paper.contract';

/** Where a label stands: the sheet, from 0, and its upper left corner in millimetres. */
export interface LabelPlace {
  readonly page: number;
  readonly x: number;
  readonly y: number;
}

export const labelsPerSheet = (sheet: LabelSheet): number => sheet.across * sheet.down;

/** The sheets that so many labels take, when the first one stands at `start`. */
export function sheetsFor(sheet: LabelSheet, start: number, count: number): number {
  return count === 0 ? 0 : Math.ceil((Math.min(start, labelsPerSheet(sheet)) - 1 + count) / labelsPerSheet(sheet));
}

/** The place of the label `index`, from 0; labels go by rows, from the left. */
export function labelPlace(
  sheet: LabelSheet,
  start: number,
  index: number,
  shift: { readonly x: number; readonly y: number } = { x: 0, y: 0 },
): LabelPlace {
  const perSheet = labelsPerSheet(sheet);
  const at = Math.min(start, perSheet) - 1 + index;
  const onSheet = at % perSheet;
  return {
    page: Math.floor(at / perSheet),
    x: sheet.left + (onSheet % sheet.across) * sheet.stepX + shift.x,
    y: sheet.top + Math.floor(onSheet / sheet.across) * sheet.stepY + shift.y,
  };
}
