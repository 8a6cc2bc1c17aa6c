import * as z from 'zod';
import { ShortText } from '../text.contract.ts';

/** タグ: the office's own short words for finding people together. */
export const tagsPerMember = 20;
export const Tag = ShortText.pipe(
  z
    .string()
    .max(30, 'too_long')
    .regex(/^[^、,]*$/, 'separator_in_option'),
);

/** Of the tags in use those of most members are offered, this many; any other is typed. */
export const tagsOffered = 200;
