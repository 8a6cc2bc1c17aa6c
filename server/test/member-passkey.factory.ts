import type { startAuthenticator } from './authenticator.factory.ts';
import { type Office, type ServerRig, memberFields } from './server-rig.ts';

/** The one host of all organisations, as a browser knows it in these tests. */
export const site = { origin: 'http://localhost:4000', rpId: 'localhost' };
export const password = 'hotaru-no-yoru';

/** A member of this reading uses a provisional pair and chooses the password. */
export async function firstAccess(
  rig: ServerRig,
  org: string,
  { provisionalId, provisionalPassword }: Record<'provisionalId' | 'provisionalPassword', string>,
  email: string,
): Promise<{ loginId: string; token: string }> {
  const { firstAccessToken, loginId } = await rig.get('identity.firstAccessStart', { org, provisionalId, provisionalPassword });
  const reading = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ' };
  const { accessToken } = await rig.get('identity.firstAccessComplete', { org, firstAccessToken, ...reading, email, password });
  return { loginId, token: accessToken };
}

let people = 0;

/** A member with an account, and the device that will make its passkeys. */
export async function enrolMember(rig: ServerRig, at: Office, membershipTypeId: string, device: ReturnType<typeof startAuthenticator>) {
  people += 1;
  const email = `person${people}@example.jp`;
  const fields = { ...memberFields(membershipTypeId, { contactEmail: email }), issueProvisional: true };
  const { memberId, provisional } = await rig.get('members.create', fields, at.token);
  return { memberId: memberId as string, email, device, ...(await firstAccess(rig, at.slug, provisional, email)) };
}
