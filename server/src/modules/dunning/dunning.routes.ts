import { PrintLettersInput } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import type { Request, Router } from 'express';
import type { Platform } from '../../platform/platform.ts';
import { type Access, letterRoutes } from '../identity/identity.public.ts';
import { printLetters } from './dunning-letter.service.ts';

/** POST /downloads/dunning-letters: the letters that wait for the post, of one kind or all, as one file. */
export const dunningRoutes = (platform: Platform, accessOf: (request: Request) => Promise<Access>): Router =>
  letterRoutes(platform, accessOf, {
    path: '/downloads/dunning-letters',
    permission: 'billing.write',
    input: PrintLettersInput,
    limit: '2kb',
    print: (actor, asked) => printLetters(platform, actor, asked),
  });
