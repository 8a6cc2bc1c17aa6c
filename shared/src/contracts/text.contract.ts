import * as z from 'zod';
import { normaliseIdentifier, toKatakana } from '../kernel/kana.ts';
import { hyphenLike } from '../kernel/letters.ts';
import { phoneDigits } from '../kernel/phone.ts';

/**
 * Texts as people type them. Control characters are refused (a line break in a name is a mail header injection or a
 * broken CSV), everything else is kept as typed, surrogates and variation selectors included.
 */
const controlCharacters = /[\p{Cc}\p{Surrogate}\u2028\u2029]/u;
const controlCharactersButLines = /(?!\n)[\p{Cc}\p{Surrogate}]/u;
/**
 * Characters without a shape of their own that turn a text around or hide in it: a name made of them looks empty or like
 * another one. Joiners stay, since some scripts need them inside a word.
 */
const invisibleCharacters = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const withoutInvisible = (text: string): string => text.replace(invisibleCharacters, '').trim();

const line = (least: number, most: number) =>
  z
    .string()
    .max(most * 2, 'too_long')
    .transform(withoutInvisible)
    .pipe(
      z
        .string()
        .min(least, 'required')
        .max(most, 'too_long')
        .refine((text) => !controlCharacters.test(text), 'control_character'),
    );

export const ShortText = line(1, 100);

export const OptionalText = line(0, 200);

export const Memo = z
  .string()
  .max(2000, 'too_long')
  .refine((text) => !controlCharactersButLines.test(text), 'control_character');

/** 姓 or 名: at most 50 characters, any kanji; something in it must be a letter or a figure. */
export const PersonNamePart = line(1, 50).pipe(z.string().regex(/[\p{L}\p{N}]/u, 'not_a_name'));

/** セイ or メイ: hiragana and half-width kana are converted, kanji are refused, and so is what has nothing to read out. */
export const ReadingPart = z
  .string()
  .max(100, 'too_long')
  .transform((typed) => toKatakana(withoutInvisible(typed)))
  .pipe(
    z
      .string()
      .min(1, 'required')
      .max(100, 'too_long')
      .regex(/^(?=.*[\u30a1-\u30faA-Za-z])[\u30a1-\u30fa\u30fc-\u30feA-Za-z0-9・.,'’ー\s-]+$/, 'not_a_reading'),
  );

/** An address our mail can reach: dot rules of the RFCs hold (domain.md 4.2, carrier addresses), compared normalised. */
export const EmailAddress = z
  .string()
  .max(254, 'too_long')
  .transform(normaliseIdentifier)
  .pipe(
    z
      .string()
      .min(1, 'required')
      .regex(
        /^(?!\.)(?!.*\.\.)[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}(?<!\.)@(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
        'not_an_email',
      ),
  );

/** Domestic phone numbers: 10 digits, or 11 for 050/060/070/080/090/0800; TEL, +81, points and hyphens are converted (oracle 43). */
export const PhoneNumber = z
  .string()
  .max(40, 'too_long')
  .transform(phoneDigits)
  .pipe(z.string().regex(/^0(?:[5-9]0\d{8}|(?![5-9]0)[1-9]\d{8})$/, 'not_a_phone_number'));

/** Seven digits; 〒, hyphens and full-width digits are converted (oracle 44). */
export const PostalCode = z
  .string()
  .max(20, 'too_long')
  .transform((typed) =>
    typed
      .normalize('NFKC')
      .replace(hyphenLike, '')
      .replace(/[〒\s]/g, ''),
  )
  .pipe(z.string().regex(/^\d{7}$/, 'not_a_postal_code'));

/** A key the client makes once per intent, so that a repeated press has one effect (security.md 4.5). */
export const IdempotencyKey = z.uuid();

export const SearchText = z
  .string()
  .trim()
  .max(100, 'too_long')
  .refine((text) => !controlCharacters.test(text), 'control_character');

/** Passwords are capped before any hashing (security.md T44); the least length depends on the audience. */
export const PasswordText = z.string().min(1, 'required').max(1000, 'too_long');
