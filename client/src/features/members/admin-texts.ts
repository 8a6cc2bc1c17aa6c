import type { Words } from '../../lib/words.ts';
import { en } from './admin-texts.en.ts';
import { ja } from './admin-texts.ja.ts';

en satisfies Words<typeof ja>;

/** Words of the roll: list, record, import, types. */
export const adminMemberTexts = { ja, en };
