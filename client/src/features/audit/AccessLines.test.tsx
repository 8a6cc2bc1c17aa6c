import { jstDate } from '@tsudoi/shared/kernel/jst';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { AccessLines } from './AccessLines.tsx';

test('ADM-01: the log says in words what was given, what was taken, and until when', () => {
  const term = { before: null, after: jstDate('2030-03-31') };
  const role = { before: 'admin' as const, after: 'staff' as const };
  const drawn = renderToStaticMarkup(<AccessLines access={{ role, granted: ['audit'], taken: ['settings', 'users'], term }} />);
  expect(drawn).toContain('役割：管理者 → 担当者');
  expect(drawn).toContain('付けた権限：操作の記録を見る');
  expect(drawn).toContain('外した権限：団体と会費の設定を変える、事務局の人を招待・変更する');
  expect(drawn).toMatch(/任期の最後の日：期限なし → .*2030/);
  expect(renderToStaticMarkup(<AccessLines access={{ role: null, granted: [], taken: [], term: null }} />)).toBe('');
});
