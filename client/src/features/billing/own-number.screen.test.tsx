import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { MyHomeScreen } from './my-home.screen.tsx';

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
    const html = await drawnAs([], <MyHomeScreen />, { 'identity.viewer': { ...me, awaitsNumber }, 'billing.myBills': { bills: [] } });
    return [html.includes('会員番号'), html.includes(me.memberNumber), html.includes('正会員')];
  };
  expect(await drawn(false)).toEqual([true, true, true]);
  expect(await drawn(true)).toEqual([false, false, true]);
});
