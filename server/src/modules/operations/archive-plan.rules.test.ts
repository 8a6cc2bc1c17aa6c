import { archivedPayments } from '@tsudoi/shared/contracts/payments/archive.contract';
import { archivedRow } from '@tsudoi/shared/service/archived-row';
import { describe, expect, test } from 'vitest';
import { archiveGuide } from './archive-guide.rules.ts';
import { Names, safeName, shares } from './archive-plan.rules.ts';
import { fates } from './purge-plan.rules.ts';

describe('IMP-07: what an organisation takes along', () => {
  test('IMP-07: whatever the purge knows is taken or left for a reason, and each has a file of its own', () => {
    expect(Object.keys(shares).sort()).toEqual(Object.keys(fates).sort());
    const own = Object.values(shares).flatMap((share) => ('file' in share ? [share.file] : []));
    const files = [...own, ...Object.values(archivedPayments)];
    expect(new Set(files).size).toBe(files.length);
    for (const file of files) expect(safeName(file)).toBe(file);
  });

  test('IMP-07 ACC-06: a row leaves without whatever opens a door, at any depth, and keeps what is somebody’s own', () => {
    const fieldId = 'fld_01JZHASHJZJZJZJZJZJZJZJZJZ';
    const row = {
      _id: 'mem_1',
      orgId: 'org_1',
      passwordHash: 'x',
      code: { hash: 'x', tries: 1 },
      secrets: [{ sealed: 'x' }],
      custom: { [fieldId]: '卒業' },
      at: new Date('2026-04-01T00:00:00Z'),
      list: [{ tokenOfLink: 'x', amount: 100 }, null, 'a'],
    };
    expect(JSON.parse(JSON.stringify(archivedRow(row)))).toEqual({
      _id: 'mem_1',
      code: { tries: 1 },
      custom: { [fieldId]: '卒業' },
      at: '2026-04-01T00:00:00.000Z',
      list: [{ amount: 100 }, null, 'a'],
    });
    expect(archivedRow({ email: 'a@example.jp', role: 'owner', passwordHash: 'x', more: 1 }, ['email', 'role'])).toEqual({
      email: 'a@example.jp',
      role: 'owner',
    });
  });

  test('IMP-07: names lead nowhere, end where a system ends them, and none is given twice', () => {
    expect(safeName('../../etc/passwd')).toBe('_.._etc_passwd');
    expect(safeName('C:\\x|y?.pdf')).toBe('C__x_y_.pdf');
    expect(safeName('\u202egnp.exe')).toBe('_gnp.exe');
    expect(safeName('...')).toBe('_');
    expect([...safeName(`${'𠮷'.repeat(200)}.pdf`)]).toHaveLength(100);
    expect(safeName(`${'𠮷'.repeat(200)}.pdf`).endsWith('.pdf')).toBe(true);
    const names = new Names();
    expect([names.take('a/証明.pdf'), names.take('a/証明.PDF'), names.take('a/証明.pdf')]).toEqual([
      'a/証明.pdf',
      'a/証明 (2).PDF',
      'a/証明 (3).pdf',
    ]);
  });

  test('IMP-07: what lies on top names every file and what is not there', () => {
    const guide = archiveGuide('しののめ環境学会', '2026-04-01');
    for (const share of Object.values(shares)) if ('file' in share) expect(guide).toContain(share.file);
    for (const file of [...Object.values(archivedPayments), '決済の申し込みの書類']) expect(guide).toContain(file);
    expect(guide).toContain('パスワード');
  });
});
