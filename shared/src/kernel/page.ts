import * as z from 'zod';

/** Keyset paging: `cursor` is opaque to the client and valid only for the sort it was made with. */
export const PageRequest = z.strictObject({
  // A place in the order of readings holds the reading twice: two of a hundred kana are some two thousand letters.
  cursor: z.string().max(3_000).nullish(),
  direction: z.enum(['next', 'previous']).default('next'),
  size: z.union([z.literal(20), z.literal(50), z.literal(100), z.literal(200)]).default(50),
});
export type PageRequest = z.output<typeof PageRequest>;

/** What a list sends along that loads more below what it has. */
export const Forward = z.literal('forward').optional();

export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({
    rows: z.array(row),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    /** Exact up to the cap the list declares; `totalCapped` says that there are more. */
    total: z.number().int(),
    totalCapped: z.boolean(),
  });
}

export interface Page<T> {
  readonly rows: T[];
  readonly nextCursor: string | null;
  readonly previousCursor: string | null;
  readonly total: number;
  readonly totalCapped: boolean;
}
