import { describe, expect, it } from 'vitest';
import { navWords } from '../lib/i18n/nav-words.ts';
import { type Way, waysNamed } from './console-ways.ts';

const ways: readonly Way[] = [
  { to: '/$org/admin/members', word: 'members', needs: 'members.read' },
  { to: '/$org/admin/bills', word: 'bills', needs: 'billing.read' },
  { to: '/$org/admin/settings/account', word: 'account' },
];
const names = [navWords.ja, navWords.en];
const found = (typed: string, ...permissions: ('members.read' | 'billing.read')[]) =>
  waysNamed(ways, typed, names, permissions).map((way) => way.word);

describe('ways of the palette', () => {
  it('are found by their name in either language', () => {
    expect(found('会員', 'members.read', 'billing.read')).toEqual(['members']);
    expect(found('MEMB', 'members.read', 'billing.read')).toEqual(['members']);
    expect(found('', 'members.read', 'billing.read')).toEqual(['members', 'bills', 'account']);
    expect(found('そんな画面はない', 'members.read')).toEqual([]);
  });

  it('are shown to whoever has the right to them', () => {
    expect(found('', 'billing.read')).toEqual(['bills', 'account']);
    expect(found('会員')).toEqual([]);
  });
});
