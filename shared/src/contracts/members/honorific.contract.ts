import * as z from 'zod';

/**
 * 敬称 of a type of membership, on labels, in letters and on papers: the usual one (様 behind a person, 御中 behind a body), or one
 * for all of the type.
 */
export const honorifics = ['usual', 'sama', 'onchu', 'dono'] as const;
export const Honorific = z.enum(honorifics);
export type Honorific = z.output<typeof Honorific>;
