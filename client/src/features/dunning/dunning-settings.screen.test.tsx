import { expect, test } from 'vitest';
import { drawnAs, withFields } from '../../lib/drawn-as.tsx';
import type { DunningSettingsView } from '../../lib/views.ts';
import { fill } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';

const { DunningSettingsScreen } = await withFields(() => import('./dunning-settings.screen.tsx'));
const { ja: words } = dunningTexts;
const texts = { subject: '会費のお願い', body: '{{氏名}}様\n{{請求一覧}}', subjectEn: 'Your dues', bodyEn: '{{bills}}' };
const settings = {
  automatic: true,
  sendHour: 9,
  english: false,
  stages: [{ key: 1, days: 14, mail: true, letter: true, ...texts }],
  version: 3,
} as DunningSettingsView;
const drawn = (permissions: Parameters<typeof drawnAs>[0], given: Partial<DunningSettingsView> = {}) =>
  drawnAs(permissions, <DunningSettingsScreen />, { 'dunning.settings': { ...settings, ...given } });

test('ARR-03: who may not change the settings of reminders reads them, with no field to fill in and nothing to save', async () => {
  const html = await drawn(['billing.read', 'billing.write']);
  for (const told of [
    words.settings.setters,
    fill(words.automaticOn, { hour: 9 }),
    fill(words.stageName.after, { days: 14 }),
    fill(words.pair, { first: words.channels.mail, second: words.channels.letter }),
    '会費のお願い',
    '{{請求一覧}}',
  ])
    expect(html, told).toContain(told);
  expect([html.includes('<form'), html.includes('<textarea'), html.includes(words.settings.save)]).toEqual([false, false, false]);
  expect(html).not.toContain('Your dues');
  expect(await drawn(['billing.read'], { automatic: false, english: true })).toContain('Your dues');
});

test('ARR-03: who may change them has the form', async () => {
  const html = await drawn(['settings']);
  expect([html.includes('<form'), html.includes(words.settings.save), html.includes(words.settings.setters)]).toEqual([true, true, false]);
});
