import { describe, expect, it } from 'vitest';
import { dunningTexts } from '../features/dunning/dunning-texts.ts';
import { adminPaymentTexts } from '../features/payments/admin-texts.ts';
import { askProviderTexts } from '../features/payments/ask-provider-texts.ts';
import { taskBookTexts } from '../features/payments/task-book-texts.ts';
import { traceTexts } from '../features/payments/trace-texts.ts';
import { navWords } from '../lib/i18n/nav-words.ts';

describe.each(['ja', 'en'] as const)('a sentence names what is there (%s)', (language) => {
  const nav = navWords[language];

  it('ARR-03: held money is put away on the page of what does not fit, by the name that the menu gives it', () => {
    expect(dunningTexts[language].rules.money_held).toContain(nav.discrepancies);
  });

  it('PAY-08: an answer that does not fit is found on that page', () => {
    expect(askProviderTexts[language].told.held).toContain(nav.discrepancies);
  });

  it('docs/decisions/0083: what is taken back goes off the page of the payouts, and the matter names the button that books it', () => {
    const { open, text } = taskBookTexts[language].taken_back;
    expect(text).toContain(nav.payouts);
    expect(adminPaymentTexts[language].tasks.whats.withdrawn_after_final.remedy).toContain(open);
  });
});

it('docs/decisions/0036: a dispute that is withdrawn is called what the other words about disputes call it', () => {
  expect(traceTexts.ja.kinds.chargeback_won).toContain('異議');
  expect(traceTexts.ja.kinds.part_charged_back).toContain('異議');
});
