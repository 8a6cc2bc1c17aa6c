import * as z from 'zod';
import { MemberListInput } from './member.contract.ts';

/**
 * Label sheets of A4 as they are sold in Japan, in millimetres: how many across and down, one label, where the first one
 * begins, and how far the next one is.
 */
export const labelSheets = {
  '2x5': { across: 2, down: 5, width: 86.4, height: 50.8, left: 18.6, top: 21.5, stepX: 86.4, stepY: 50.8 },
  '2x6': { across: 2, down: 6, width: 83.8, height: 42.3, left: 18.6, top: 21.6, stepX: 89, stepY: 42.3 },
  '3x7': { across: 3, down: 7, width: 63.5, height: 38.1, left: 7.2, top: 15.15, stepX: 66.05, stepY: 38.1 },
  '3x7full': { across: 3, down: 7, width: 70, height: 42.3, left: 0, top: 0.45, stepX: 70, stepY: 42.3 },
  '3x8': { across: 3, down: 8, width: 66, height: 33.9, left: 6, top: 12.9, stepX: 66, stepY: 33.9 },
} as const;
export type LabelSheetName = keyof typeof labelSheets;
export const labelSheetNames = Object.keys(labelSheets) as [LabelSheetName, ...LabelSheetName[]];
export type LabelSheet = { readonly [K in keyof (typeof labelSheets)['2x5']]: number };

export const memberPapers = ['labels', 'roll'] as const;
export type MemberPaper = (typeof memberPapers)[number];
/** A paper is drawn in memory, letter by letter. */
export const paperMostMembers = 3000;

/** Printers pull paper in by some tenths of a millimetre more or less. */
const Shift = z.number().min(-10).max(10);

/** POST /downloads/member-papers, and what `members.paperCheck` counts before it. */
export const MemberPaperInput = MemberListInput.pick({
  q: true,
  status: true,
  membershipTypeId: true,
  kind: true,
  rankId: true,
  tag: true,
  dues: true,
  joined: true,
  custom: true,
  anyOf: true,
  sort: true,
  descending: true,
}).extend({
  paper: z.enum(memberPapers),
  sheet: z.enum(labelSheetNames).default('2x6'),
  /** The first free label, from 1, by rows; a sheet that was begun is used up. */
  start: z.number().int().min(1).max(24).default(1),
  shiftX: Shift.default(0),
  shiftY: Shift.default(0),
  /** Letters for those whom no mail reaches (IMP-03). */
  withoutEmail: z.boolean().default(false),
});
const PersonOnPaper = z.object({ memberNumber: z.string(), name: z.string() });
export const PaperCheckOutput = z.object({
  members: z.number().int(),
  /** Of the list, the dead and those whose application came to nothing: no label, unless the list is of them alone. */
  leftOut: z.number().int(),
  /** Of them, those without a postal address: they get no label. */
  withoutAddress: z.array(PersonOnPaper),
  withoutAddressCount: z.number().int(),
  /** Those with letters that no font of the paper has: empty boxes stand for them. */
  unprintable: z.array(PersonOnPaper.extend({ letters: z.string() })),
  unprintableCount: z.number().int(),
  /** Those whose label of this sheet loses letters, however small they are set. */
  cut: z.array(PersonOnPaper),
  cutCount: z.number().int(),
  pages: z.number().int(),
});
