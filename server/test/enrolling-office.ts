import { type ServerRig, memberFields } from './server-rig.ts';

export const password = 'hotaru-no-yoru';
/** What proves one of these members anew. */
export const proof = { by: 'password', password } as const;
export interface Member {
  readonly memberId: string;
  readonly email: string;
  readonly token: string;
}

/** An office whose members come through their first access, all with one password. */
export async function enrollingOffice(rig: ServerRig, name: string) {
  const office = await rig.signUp(name);
  const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 1000 }, office.token);
  const enrol = async (givenName: string, contactEmail: string, email: string): Promise<Member> => {
    const { memberId, provisional } = await rig.get(
      'members.create',
      { ...memberFields(membershipTypeId, { givenName, contactEmail }), issueProvisional: true },
      office.token,
    );
    const { provisionalId, provisionalPassword } = provisional;
    const { firstAccessToken } = await rig.get('identity.firstAccessStart', { org: office.slug, provisionalId, provisionalPassword });
    const reading = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ' };
    const { accessToken } = await rig.get('identity.firstAccessComplete', {
      org: office.slug,
      firstAccessToken,
      ...reading,
      email,
      password,
    });
    return { memberId, email, token: accessToken };
  };
  return { ...office, membershipTypeId: membershipTypeId as string, enrol };
}
