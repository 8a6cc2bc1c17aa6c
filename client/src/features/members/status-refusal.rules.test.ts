import { statusRefusals } from '@tsudoi/shared/contracts/members/member-status.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { expect, test } from 'vitest';
import { adminMemberTexts } from './admin-texts.ts';
import { textOfRefused } from './status-refusal.rules.ts';
import { statusTexts } from './status-texts.ts';

const person = { status: 'active' as const, obstacle: null };
const entry = { status: 'suspended' as const, date: jstDate('2026-10-01') };
const inJapanese = (refused: Parameters<typeof textOfRefused>[0]) =>
  textOfRefused(refused, statusTexts.ja, adminMemberTexts.ja.detail.statuses);

test('“why not?”: a status that cannot be given names the entry, its day or the type in the way', () => {
  for (const code of ['INVALID_TRANSITION', 'STATUS_DATE_TAKEN', 'STATUS_BEFORE_FIRST', 'STATUS_NEXT_IN_WAY'] as const) {
    const text = inJapanese({ ...person, code, obstacle: entry });
    expect([text.includes('2026年10月1日（木）'), text.includes('「休会」'), text.includes('…')]).toEqual([true, true, false]);
  }
  const archived = inJapanese({ ...person, code: 'MEMBERSHIP_TYPE_ARCHIVED', obstacle: { name: '終身会員' } });
  expect(archived).toContain('「終身会員」');
});

test('“why not?”: nobody reads of a gap, also of what was refused before it was kept, and whoever applies is decided on elsewhere', () => {
  for (const language of ['ja', 'en'] as const)
    for (const code of statusRefusals)
      for (const status of ['active', 'applied'] as const) {
        const { statuses } = adminMemberTexts[language].detail;
        expect(textOfRefused({ status, obstacle: null, code }, statusTexts[language], statuses)).not.toMatch(/…|\{\{/);
      }
  expect(inJapanese({ status: 'applied', obstacle: null, code: 'INVALID_TRANSITION' })).toContain('「入会申請」');
});
