import * as z from 'zod';

/** What somebody types to find a bank or a branch: a part of its name, its reading in any kind of kana, its code. */
const Sought = z.string().trim().min(1).max(50);

export const BankSearchInput = z.strictObject({ q: Sought });
export const BranchSearchInput = z.strictObject({ bankCode: z.string().regex(/^\d{4}$/), q: Sought });

/** A bank (code of four digits) or one of its branches (three). */
export const ListedPlace = z.object({
  code: z.string(),
  /** As people write it: みずほ銀行, 神田. */
  name: z.string(),
  /** As bank files write it, in full-width letters: ミズホ, カンダ. */
  kana: z.string(),
});
export type ListedPlace = z.output<typeof ListedPlace>;
export const ListedPlaces = z.object({ places: z.array(ListedPlace) });
