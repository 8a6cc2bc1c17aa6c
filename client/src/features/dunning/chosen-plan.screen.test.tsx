import { mostChosen } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { expect, test } from 'vitest';
import { formatDate } from '../../lib/dates.ts';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { DunningChosen } from '../../lib/views.ts';
import { fill } from '../../lib/words.ts';
import { ChosenPlan } from './ChosenPlan.tsx';
import { dunningTexts } from './dunning-texts.ts';

const { ja: words } = dunningTexts;
const { chosen } = words;

type Given = Partial<DunningChosen['rows'][number]> & Pick<DunningChosen['rows'][number], 'view'>;

let members = 0;
function memberOf(memberName: string, ...given: readonly Given[]): DunningChosen {
  members += 1;
  const who = { memberId: `mem_${String(members).padStart(26, '0')}` as MemberId, memberNumber: `M-${members}`, memberName };
  const row = (more: Given, at: number) =>
    ({
      ...who,
      bills: [{ billId: `bill_${members}_${at}`, billName: `請求${at}`, dueOn: '2026-06-01', outstanding: 8000 }],
      outstanding: 8000,
      stage: null,
      channels: [],
      reason: null,
      until: null,
      note: '',
      ...more,
    }) as DunningChosen['rows'][number];
  return { ...who, rows: given.map(row) };
}
const stage = (days: number, on: string) => ({ key: days, days, on }) as Given['stage'] & object;
const due = (memberName: string, ...channels: readonly ('mail' | 'letter')[]) =>
  memberOf(memberName, { view: 'due', stage: stage(7, '2026-06-08'), channels: [...channels] });

const preview = { notice: { stageDays: 7, channels: ['mail'], to: 'x@example.jp', subject: 'お支払いのお願い', text: '高橋さま' } };
const drawn = (chosenMembers: readonly DunningChosen[], memberIds = chosenMembers.map(({ memberId }) => memberId)) =>
  drawnAs(
    ['members.read', 'billing.read', 'billing.write'],
    <ChosenPlan memberIds={memberIds} onClose={() => undefined} onSent={() => undefined} />,
    { 'dunning.planOf': { members: chosenMembers }, 'dunning.noticePreview': preview },
  );

test('ARR-03: of those chosen it says to how many it writes, how and what, and of everybody else by name why not', async () => {
  const html = await drawn([
    due('高橋 美咲', 'mail'),
    due('三田 実', 'letter'),
    memberOf('佐藤 健二', { view: 'coming', stage: stage(30, '2026-07-01') }),
    memberOf('鈴木 茂', { view: 'left_out', reason: 'promised', until: jstDate('2026-06-20'), note: '20日に振り込む' }),
    memberOf('田中 一', { view: 'left_out', reason: 'no_address' }, { view: 'left_out', reason: 'held', note: '係争中' }),
    memberOf('伊藤 花'),
  ]);
  const [now, kept] = html.split(`<h3 class="dunning-group">${fill(chosen.kept, { count: 4 })}`) as [string, string];
  const fact = (label: string, value: string) => `<dt>${label}</dt><dd>${value}</dd>`;
  for (const told of [
    fill(chosen.now, { count: 2 }),
    fact(words.sendMembers, fill(words.people, { count: 2 })),
    fact(words.sendSum, '16,000円'),
    fact(words.sendMails, fill(words.copies, { count: 1 })),
    fact(words.sendLetters, fill(words.copies, { count: 1 })),
  ])
    expect(now, told).toContain(told);
  expect([now.includes('佐藤'), kept.split('</section>')[0]!.includes('高橋')]).toEqual([false, false]);
  for (const told of [
    '佐藤 健二',
    fill(words.panel.next, { date: formatDate('2026-07-01'), stage: fill(words.stageName.after, { days: 30 }) }),
    '鈴木 茂',
    words.reasons.promised,
    '20日に振り込む',
    '田中 一',
    words.reasons.no_address,
    words.rules.no_address,
    '係争中',
    // Of two reasons each says which bill it is about.
    '請求0',
    '請求1',
    '伊藤 花',
    chosen.clear,
    // The text to the first of those written to stands below, so that nobody overlooks who is not.
    '高橋さま',
    fill(words.send, { count: 2 }),
  ])
    expect(kept, told).toContain(told);
  expect(html).not.toContain(chosen.nobody);
});

test('ARR-03: where nobody of them is due it says so with the reasons, leads to the page of reminders, and sends nothing', async () => {
  const html = await drawn([memberOf('佐藤 健二', { view: 'left_out', reason: 'all_sent' }), memberOf('伊藤 花')]);
  for (const told of [chosen.nobody, words.reasons.all_sent, chosen.clear, '/admin/reminders', words.close])
    expect(html, told).toContain(told);
  expect([html.includes(words.sendText), html.includes(fill(words.send, { count: 0 }))]).toEqual([false, false]);
});

test('ARR-03: more than one round takes are told to be too many, and nothing is asked of them', async () => {
  const memberId = memberOf('x').memberId;
  const html = await drawn(
    [due('高橋 美咲', 'mail')],
    Array.from({ length: mostChosen + 1 }, () => memberId),
  );
  expect([html.includes(fill(chosen.tooMany, { most: mostChosen })), html.includes('高橋')]).toEqual([true, false]);
});
