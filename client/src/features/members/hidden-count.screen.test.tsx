import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { fill } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { HiddenCount } from './HiddenCount.tsx';
import { rollTexts } from './roll-texts.ts';
import { mayHide, rollPlace, rollStart } from './roll-state.rules.ts';

const { count } = adminMemberTexts.ja.list;
const drawn = (answer: object) => {
  const state = rollPlace.read({ ...rollStart, q: '鴎' });
  const counted = (number: number) => fill(count, { count: number });
  const line = <HiddenCount state={state} kind="individual" counted={counted} onShow={() => undefined} />;
  return drawnAs(['members.read'], line, { 'members.hiddenCounts': answer });
};

test('MEM-02: under what a search shows stands how many others it finds, by status, and nothing where there are none', async () => {
  const counts = [
    { status: 'suspended', count: 1 },
    { status: 'withdrawn', count: 1 },
  ];
  expect(await drawn({ counts, more: false })).toContain('ほかに2名（休会1、退会1）が');
  expect(await drawn({ counts, more: true })).toContain('ほかに2名以上（');
  expect(await drawn({ counts: [], more: false })).not.toContain('ほか');
  expect(await drawn({ counts: [], more: true }), 'of more than can be looked at nobody says that there are none').toContain(
    rollTexts.ja.hidden.maybe,
  );
});

test('MEM-02: whom a list may hide is asked for only where something beside the search narrows it', () => {
  const asks = (address: object) => mayHide(rollPlace.read({ ...rollStart, q: '鴎', ...address }));
  expect([asks({}), asks({ status: 'all' }), asks({ status: 'all', tag: '委員' })]).toEqual([true, false, true]);
});
