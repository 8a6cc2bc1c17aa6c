/** Words of the public pages: what Tsudoi is, how an organisation begins, how a person finds theirs. */
import { en } from './texts.en.ts';
import { ja } from './texts.ja.ts';

export const organizationTexts = { ja, en };
