import * as z from 'zod';
import { type PostalAddress, prefectures, splitAddress } from '../kernel/postal-address.ts';
import { OptionalText, ShortText } from './text.contract.ts';

const part = OptionalText.pipe(z.string().max(100, 'too_long'));

/** A postal address in its parts; a country makes it one abroad, and then it must have a name. */
export const AddressParts = z.strictObject({
  prefecture: z.enum(['', ...prefectures]),
  city: part,
  street: OptionalText,
  building: part,
  country: ShortText.nullable(),
});

/** An address as it is kept; what a file once brought may be longer than a form would take. */
export const AddressView = z.object({
  ...AddressParts.shape,
  city: z.string(),
  street: z.string(),
  building: z.string(),
  country: z.string().nullable(),
});

type Sent = z.ZodType<PostalAddress, PostalAddress | string>;
const typed = z.string().max(300, 'too_long');

/** What a form sends. Whoever knows one text only (an older page, a program) sends that, and it is split. */
export const AddressInput: Sent = z.union([AddressParts, OptionalText.transform(splitAddress)]);

/** As far as it has been typed; a draft of before is one text. */
export const AddressDraft: Sent = z.union([
  z.strictObject({ ...AddressParts.shape, city: typed, street: typed, building: typed, country: typed.nullable() }),
  typed.transform(splitAddress),
]);
