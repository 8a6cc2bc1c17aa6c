import type { DemoCaller } from '../demo/demo-session.ts';

type Row = Record<string, unknown>;

const nobody = { familyName: '', givenName: '', familyNameKana: '', givenNameKana: '', department: '', title: '', email: '', phone: '' };

/** Ranks of the demo organisation, and a corporate member with its people. */
export async function addBodies(caller: DemoCaller): Promise<void> {
  const settings = (await caller.call('memberSettings.get', undefined)) as Row;
  const saved = (await caller.call('memberSettings.save', {
    corporateMyPage: true,
    ranks: [{ name: 'ゴールド' }, { name: 'シルバー' }],
    version: settings['version'],
  })) as { readonly ranks: readonly Row[] };
  const types = (await caller.call('membershipTypes.list', undefined)) as readonly Row[];
  await caller.call('members.createCorporate', {
    corporateName: '株式会社みなもと水質研究所',
    corporateNameKana: 'ミナモトスイシツケンキュウジョ',
    membershipTypeId: types.find((type) => type['name'] === '賛助会員')!['membershipTypeId'],
    memberNumber: '',
    phone: '0332345678',
    postalCode: '1000001',
    address: { prefecture: '東京都', city: '千代田区', street: '千代田2-4-6', building: '水門ビル', country: null },
    rankId: saved.ranks[0]!['rankId'],
    tags: ['協賛'],
    joinedOn: '2023-04-01',
    memo: '',
    contacts: {
      liaison: {
        ...nobody,
        familyName: '源',
        givenName: '千尋',
        familyNameKana: 'ミナモト',
        givenNameKana: 'チヒロ',
        department: '総務部',
        email: 'chihiro@minamoto.example',
      },
      representative: {
        ...nobody,
        familyName: '小野寺',
        givenName: '清',
        familyNameKana: 'オノデラ',
        givenNameKana: 'キヨシ',
        title: '代表取締役',
      },
      billing: nobody,
    },
    issueProvisional: false,
  });
}
