import * as z from 'zod';
import { PostalCode } from '../text.contract.ts';

export const PostalCodeInput = z.strictObject({ postalCode: PostalCode });

/** A place that a postal code stands for; several share one where a code is that of a whole city, or of two prefectures. */
export const PostalTown = z.object({
  prefecture: z.string(),
  city: z.string(),
  /** Empty where the code names no more than the city. */
  town: z.string(),
});
export type PostalTown = z.output<typeof PostalTown>;
export const PostalCodeView = z.object({ towns: z.array(PostalTown) });
