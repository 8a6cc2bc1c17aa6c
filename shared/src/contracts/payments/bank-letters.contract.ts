import * as z from 'zod';
import { bankLetters, commonLetters } from '../../kernel/zengin-kana.ts';

/** How the bank that gets a file wants ー, ・ and ヲ written in it (domain.md 4.3). */
export const BankLettersForm = z
  .strictObject({ longVowel: z.enum(bankLetters.longVowel), middleDot: z.enum(bankLetters.middleDot), wo: z.enum(bankLetters.wo) })
  .default(commonLetters);
