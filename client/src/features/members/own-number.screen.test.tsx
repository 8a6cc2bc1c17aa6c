import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { MyProfileView } from '../../lib/views.ts';
import { Card } from './my-card.screen.tsx';
import { OfficeFacts } from './my-profile.screen.tsx';

const profileWith = (awaitsNumber: boolean) =>
  ({
    familyName: '葉室',
    givenName: '一',
    familyNameKana: 'ハムロ',
    givenNameKana: 'ハジメ',
    membershipTypeName: '正会員',
    memberNumber: 'A2026-0007',
    awaitsNumber,
    kind: 'individual',
    contacts: null,
    contactEmail: '',
    phone: '',
    postalCode: '',
    address: '',
    affiliation: '',
    joinedOn: '2026-04-01',
    customFields: [],
    custom: {},
    pending: [],
  }) as unknown as MyProfileView;

test('NUM-01: the card and the record of a member call nothing a member number that only stands in the place of one', async () => {
  const drawn = async (awaitsNumber: boolean) => {
    const me = profileWith(awaitsNumber);
    const pages = [await drawnAs([], <Card me={me} orgName="" />), await drawnAs([], <OfficeFacts me={me} />)];
    return pages.map((html) => [html.includes('会員番号'), html.includes('受付番号'), html.includes('A2026-0007')]);
  };
  expect(await drawn(false)).toEqual([
    [true, false, true],
    [true, false, true],
  ]);
  expect(await drawn(true)).toEqual([
    [false, true, true],
    [false, true, true],
  ]);
});
