import type { PasskeyAddInput, PasskeyOffer } from '@tsudoi/shared/contracts/identity/passkey.contract';
import type { PasskeyAddOutput } from '@tsudoi/shared/contracts/identity/second-step.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { PasskeyId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { proveOwnPassword } from './own-password.service.ts';
import { changeWays } from './own-ways.service.ts';
import { deletePasskeys, insertPasskey } from './passkey.repository.ts';
import { keepOnce, offerTo, readNewPasskey, toPasskeyView } from './passkey.service.ts';
import { findFactor } from './second-factor.repository.ts';
import { drawIfNone, officeOwner, refuseTheLast } from './second-factor.service.ts';

/** @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED */
export async function offerPasskey(
  platform: Platform,
  actor: UserActor,
  password: string,
  facts: RequestFacts,
): Promise<z.input<typeof PasskeyOffer>> {
  const user = await proveOwnPassword(platform, actor, password, facts);
  const organization = await findOrganization(actor.scope);
  return offerTo(platform, actor.scope, officeOwner(actor.userId), {
    userName: `${user.email} (${organization.name})`,
    displayName: `${user.familyName} ${user.givenName} (${organization.name})`,
  });
}

/** Keeps the public half of a new passkey. @throws DomainError PASSKEY_REFUSED */
export async function addPasskey(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof PasskeyAddInput>,
): Promise<z.input<typeof PasskeyAddOutput>> {
  const db = platform.databases.server;
  const row = await readNewPasskey(platform, actor.scope, officeOwner(actor.userId), input);
  const factor = await findFactor(db, actor.scope, actor.userId);
  const recoveryCodes = await keepOnce(
    changeWays(platform, actor, 'account.passkey_add', 'passkeyOn', async (session) => {
      await insertPasskey(db, actor.scope, row, session);
      return drawIfNone(platform, actor, (factor?.recovery.length ?? 0) > 0, session);
    }),
  );
  return { recoveryCodes, passkey: toPasskeyView(row) };
}

/** @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED, NOT_FOUND, SECOND_STEP_REQUIRED for the last way where there must be one */
export async function removePasskey(
  platform: Platform,
  actor: UserActor,
  passkeyId: PasskeyId,
  password: string,
  facts: RequestFacts,
): Promise<void> {
  await proveOwnPassword(platform, actor, password, facts);
  await changeWays(platform, actor, 'account.passkey_remove', 'passkeyOff', async (session) => {
    const removed = await deletePasskeys(platform.databases.server, actor.scope, officeOwner(actor.userId), passkeyId, session);
    if (removed === 0) throw new DomainError('NOT_FOUND');
    await refuseTheLast(platform, actor, session);
  });
}
