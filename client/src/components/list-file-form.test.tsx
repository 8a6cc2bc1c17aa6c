import { expect, test } from 'vitest';
import { drawnAs } from '../lib/drawn-as.tsx';
import { listFileWords } from '../lib/i18n/list-file.ts';
import { fill } from '../lib/words.ts';
import { ListFileForm } from './ListFileForm.tsx';

const words = listFileWords.ja;
const whose = { heading: false, memberId: 'mem_01JZZZZZZZZZZZZZZZZZZZZZZZ', memberNumber: '2026-0001', name: '𠮷田 花子' };
const heading = { heading: true, memberId: null, memberNumber: '', name: '' };
const lost = { column: '姓', letters: '𠮷' };

const drawn = (issues: readonly object[], issueCount: number) =>
  drawnAs(
    ['members.read', 'members.export'],
    <ListFileForm
      format="csv_sjis"
      wish={{ list: 'members' }}
      offered={[{ column: '姓', label: '姓' }]}
      usual={['姓']}
      words={{ rows: '{{count}}名', done: '{{count}}名', fileName: '会員' }}
      onClose={() => undefined}
    />,
    { 'reports.exportCheck': { rows: 300, issues, issueCount } },
  );
const times = (text: string, part: string) => text.split(part).length - 1;

test('IMP-04, interface.md 5.1: every letter that the server lists is shown before the file, with the way to whose it is', async () => {
  const shown = await drawn(
    [{ ...heading, column: '𠮷田支部', letters: '𠮷' }, ...Array.from({ length: 99 }, () => ({ ...whose, ...lost }))],
    130,
  );
  expect(times(shown, fill(words.headingIssue, { column: '𠮷田支部', letters: '𠮷' }))).toBe(1);
  expect(times(shown, fill(words.issue, lost))).toBe(99);
  expect(times(shown, `/admin/members/${whose.memberId}"`)).toBe(99);
  expect(shown).toContain(fill(words.issues, { count: 130 }));
  expect(shown).toContain(fill(words.more, { count: 30 }));
});

test('of a row that is no member’s only the name is shown, and nothing more than there is', async () => {
  const shown = await drawn([{ ...whose, memberId: null, ...lost }], 1);
  expect(shown).toContain(`2026-0001 𠮷田 花子${fill(words.issue, lost)}`);
  expect([shown.includes('/admin/members/'), shown.includes(words.more.replace('{{count}}か所', ''))]).toEqual([false, false]);
});
