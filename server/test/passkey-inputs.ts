import { newPasskeyId } from '@tsudoi/shared/kernel/ids';
import type { ServerRig } from './server-rig.ts';

type Inputs = (ids: Record<string, string>) => unknown;

const reply = {
  id: 'x',
  rawId: 'x',
  type: 'public-key',
  clientExtensionResults: {},
  response: { clientDataJSON: 'x', attestationObject: 'x' },
};
const added = () => ({ challengeId: 'pkc_01JZZZZZZZZZZZZZZZZZZZZZZZ', name: 'x', response: reply });

/** Of the procedures for passkeys, the office's own and those of members. */
export const passkeyInputs: Record<string, Inputs | null> = {
  'identity.offerPasskey': () => ({ password: 'nope nope nope' }),
  'identity.addPasskey': added,
  'identity.removePasskey': () => ({ passkeyId: 'pky_01JZZZZZZZZZZZZZZZZZZZZZZZ', password: 'nope nope nope' }),
  'identity.myPasskeys': null,
  'identity.offerMyPasskey': () => ({ proof: { by: 'code', code: '000000' } }),
  'identity.addMyPasskey': added,
  'identity.renameMyPasskey': ({ passkeyId }) => ({ passkeyId, name: 'x' }),
  // With the right password: only whose the passkey is refuses.
  'identity.removeMyPasskey': ({ passkeyId }) => ({ passkeyId, proof: { by: 'password', password: 'hotaru-no-yoru' } }),
};

export const passkeysNameNothing = [
  'identity.offerPasskey',
  'identity.addPasskey',
  'identity.removePasskey',
  'identity.offerMyPasskey',
  'identity.addMyPasskey',
];

/** A passkey of a member as it is kept; nobody signs with it. */
export async function keepPasskey(rig: ServerRig, memberId: string, name: string): Promise<string> {
  const db = rig.database.databases.server;
  const account = (await db.collection<{ _id: string; memberId: string; orgId: string }>('member_accounts').findOne({ memberId }))!;
  const row = { _id: newPasskeyId() as string, orgId: account.orgId, audience: 'my', ownerId: account._id };
  const kept = { credentialId: row._id, publicKey: '', counter: 0, transports: [], name, createdAt: new Date(), lastUsedAt: null };
  await db.collection<typeof row>('passkeys').insertOne({ ...row, ...kept } as typeof row);
  return row._id;
}
