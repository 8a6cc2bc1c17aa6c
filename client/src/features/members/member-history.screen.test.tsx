import { auditActions } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { HistoryRow } from '@tsudoi/shared/contracts/members/member-history.contract';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { HistoryItem } from './HistoryItem.tsx';
import { historyTexts } from './history-texts.ts';

const row = (more: Partial<HistoryRow>): HistoryRow => ({
  auditId: 'aud_01JZZZZZZZZZZZZZZZZZZZZZZZ' as HistoryRow['auditId'],
  at: '2026-11-28T08:24:00.000Z',
  actorKind: 'user',
  actorName: '青木 玲子',
  action: 'member.update',
  about: '出羽 美佐子',
  fields: [],
  changes: null,
  undo: 'not_reversible',
  ...more,
});
const drawn = (more: Partial<HistoryRow>) => renderToStaticMarkup(<HistoryItem row={row(more)} />);

test('MEM-04: a change that cannot be set back because of what came after it says why', () => {
  const words = historyTexts.ja;
  expect(drawn({ undo: 'file_gone' })).toContain(words.fileGone);
  expect(drawn({ undo: 'changed_since' })).toContain(words.changedSince);
  for (const why of [words.fileGone, words.changedSince]) expect(drawn({ undo: 'not_reversible' })).not.toContain(why);
});

test('the history names whatever was done to a member, and which thing it was, not only what the members part itself does', () => {
  const entered = drawn({ action: 'renewal.enter', about: '出羽 美佐子（2025-04-01〜2026-12-03）' });
  expect(entered).toContain('有効期間を入力');
  expect(entered).toContain('2025-04-01〜2026-12-03');
  expect(drawn({ action: 'member.update', fields: ['phone'] })).toContain('電話番号');
  for (const action of auditActions) expect(drawn({ action }), action).toMatch(/<b>[^<]+<\/b>/);
});

test('MEM-04: a person of a body is written with their part and everything known of them, a line each', () => {
  const person = (role: 'liaison' | 'representative', ...parts: string[]) => ({ role, parts });
  const people = (...shown: ReturnType<typeof person>[]) => ({ kind: 'people' as const, people: shown });
  const tanaka = ['田中 一郎', 'タナカ イチロウ', '総務部', 'tanaka@yama.example'];
  const before = people(person('liaison', ...tanaka, '03-1111-2222'));
  const after = people(person('liaison', ...tanaka, '090-3333-4444'), person('representative', '森 三郎'));
  const shown = drawn({ changes: [{ field: 'contacts', before, after }] });
  expect(shown).toContain('>連絡者：田中 一郎 / タナカ イチロウ / 総務部 / tanaka@yama.example / 03-1111-2222<');
  expect(shown).toContain('>連絡者：田中 一郎 / タナカ イチロウ / 総務部 / tanaka@yama.example / 090-3333-4444\n代表者：森 三郎<');
});
