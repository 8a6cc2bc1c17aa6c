import { InviteMembersInput } from '@tsudoi/shared/contracts/identity/first-access-invitation.contract';
import type { Request, Router } from 'express';
import type { Platform } from '../../platform/platform.ts';
import type { Access } from './access-memory.service.ts';
import { printFirstAccess } from './first-access-invitation.service.ts';
import { letterRoutes } from './letter.routes.ts';

/** POST /downloads/first-access-letters: fresh pairs for members who wait for one, a sheet each. */
export const firstAccessLetterRoutes = (platform: Platform, accessOf: (request: Request) => Promise<Access>): Router =>
  letterRoutes(platform, accessOf, {
    path: '/downloads/first-access-letters',
    permission: 'members.write',
    input: InviteMembersInput,
    limit: '20kb',
    print: (actor, { memberIds }) => printFirstAccess(platform, actor, memberIds),
  });
