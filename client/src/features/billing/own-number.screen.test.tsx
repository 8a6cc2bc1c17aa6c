import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { MemberViewer } from '../../lib/views.ts';
import { CardTeaser, Greeting } from './my-home.screen.tsx';

test('NUM-01: the first page of My Page names no number to whoever has yet to get theirs', async () => {
  const me = {
    audience: 'my',
    orgSlug: 'shinonome',
    orgName: 'しののめ環境学会',
    familyName: '葉室',
    givenName: '一',
    membershipTypeName: '正会員',
    memberNumber: 'A2026-0007',
    isApplicant: false,
    isSuspended: false,
  };
  const drawn = async (awaitsNumber: boolean) => {
    const viewer = { ...me, awaitsNumber } as unknown as MemberViewer;
    const parts = [await drawnAs([], <Greeting me={viewer} />), await drawnAs([], <CardTeaser me={viewer} org="shinonome" />)];
    return parts.map((html) => [html.includes('会員番号'), html.includes(me.memberNumber), html.includes('正会員')]);
  };
  expect(await drawn(false)).toEqual([
    [true, true, true],
    [false, true, true],
  ]);
  expect(await drawn(true)).toEqual([
    [false, false, true],
    [false, false, true],
  ]);
});
