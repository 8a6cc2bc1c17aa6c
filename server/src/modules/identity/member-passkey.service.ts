import type {
  MyPasskeyRenameInput,
  MyPasskeysView,
  PasskeyAddInput,
  PasskeyOffer,
  PasskeyView,
} from '@tsudoi/shared/contracts/identity/passkey.contract';
import type { OwnProof } from '@tsudoi/shared/contracts/identity/own-proof.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { AccountId, PasskeyId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RequestFacts } from '../../platform/trpc.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { ownAccount, proveOneself } from './own-proof.service.ts';
import { changeWays, noteOn } from './own-ways.service.ts';
import { type PasskeyOwner, deletePasskeys, insertPasskey, passkeysOf, renamePasskey } from './passkey.repository.ts';
import { keepOnce, offerTo, readNewPasskey, toPasskeyView } from './passkey.service.ts';
import { refuseSharedSession } from './session.service.ts';

type Proof = z.output<typeof OwnProof>;

const mostPasskeys = 20;
const ownerOf = (accountId: AccountId): PasskeyOwner => ({ audience: 'my', ownerId: accountId });

/** The member's own passkeys, the oldest first. */
export async function myPasskeys(platform: Platform, actor: MemberActor): Promise<z.input<typeof MyPasskeysView>> {
  const account = await ownAccount(actor);
  const rows = await passkeysOf(platform.databases.server, actor.scope, ownerOf(account._id));
  return { passkeys: rows.map(toPasskeyView), hasPassword: account.passwordHash !== null };
}

/** @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED, OWN_LOGIN_NEEDED */
export async function offerMyPasskey(
  platform: Platform,
  actor: MemberActor,
  proof: Proof,
  facts: RequestFacts,
): Promise<z.input<typeof PasskeyOffer>> {
  const account = await proveOneself(platform, actor, proof, facts);
  const organization = await findOrganization(actor.scope);
  // The log-in id and not the address: what a device has written down stays right when the address changes.
  return offerTo(platform, actor.scope, ownerOf(account._id), {
    userName: `${account.loginId} (${organization.name})`,
    displayName: `${actor.name} (${organization.name})`,
  });
}

/** @throws DomainError PASSKEY_REFUSED, TOO_MANY_PASSKEYS, OWN_LOGIN_NEEDED, UNAUTHENTICATED when signed out meanwhile */
export async function addMyPasskey(
  platform: Platform,
  actor: MemberActor,
  input: z.output<typeof PasskeyAddInput>,
): Promise<z.input<typeof PasskeyView>> {
  await refuseSharedSession(platform, actor);
  const owner = ownerOf((await ownAccount(actor))._id);
  const row = await readNewPasskey(platform, actor.scope, owner, input);
  await keepOnce(
    changeWays(platform, actor, 'account.passkey_add', 'passkeyOn', async (session) => {
      const known = await passkeysOf(platform.databases.server, actor.scope, owner, session);
      if (known.length >= mostPasskeys) throw new DomainError('TOO_MANY_PASSKEYS', { most: mostPasskeys });
      await insertPasskey(platform.databases.server, actor.scope, row, session);
    }),
  );
  return toPasskeyView(row);
}

/** Only what it is called: it opens what it opened. @throws DomainError NOT_FOUND, OWN_LOGIN_NEEDED */
export async function renameMyPasskey(
  platform: Platform,
  actor: MemberActor,
  { passkeyId, name }: z.output<typeof MyPasskeyRenameInput>,
): Promise<void> {
  await refuseSharedSession(platform, actor);
  const owner = ownerOf((await ownAccount(actor))._id);
  await inTransaction(platform.databases.client, async (session) => {
    const found = await renamePasskey(platform.databases.server, actor.scope, owner, passkeyId, name, session);
    if (!found) throw new DomainError('NOT_FOUND');
    await recordAudit(platform, actor.scope, actor, noteOn('account.passkey_rename', actor), session);
  });
}

/** @throws DomainError IDENTITY_MISMATCH, LOGIN_DELAYED, NOT_FOUND, OWN_LOGIN_NEEDED */
export async function removeMyPasskey(
  platform: Platform,
  actor: MemberActor,
  passkeyId: PasskeyId,
  proof: Proof,
  facts: RequestFacts,
): Promise<void> {
  const account = await proveOneself(platform, actor, proof, facts);
  await changeWays(platform, actor, 'account.passkey_remove', 'passkeyOff', async (session) => {
    const removed = await deletePasskeys(platform.databases.server, actor.scope, ownerOf(account._id), passkeyId, session);
    if (removed === 0) throw new DomainError('NOT_FOUND');
  });
}
