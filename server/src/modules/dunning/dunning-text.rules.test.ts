import { DunningSettingsForm, courteousSentence, isLegal } from '@tsudoi/shared/contracts/dunning/dunning-settings.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { settingsAtFirst } from './dunning-default.rules.ts';
import { type TextFacts, howToPayByMail, howToPayOnPaper, letterText, mailText } from './dunning-text.rules.ts';

const facts: TextFacts = {
  name: '髙橋 美咲',
  honorific: '様',
  memberNumber: '2026-0001',
  awaitsNumber: false,
  organizationName: 'しののめ環境学会',
  bills: [
    { billName: '2025年度 年会費', billNumber: 'B-1', dueOn: jstDate('2025-06-01'), outstanding: yen(8000) },
    { billName: '2026年度 年会費', billNumber: 'B-2', dueOn: jstDate('2026-06-01'), outstanding: yen(10_000) },
  ],
  howToPay: { ja: 'お支払いはこちらから：\nhttp://x.example/my/bills', en: 'Pay here:\nhttp://x.example/my/bills' },
};
const [first] = settingsAtFirst.stages;
const form = (change: (stages: typeof settingsAtFirst.stages) => unknown) =>
  DunningSettingsForm.safeParse({ ...settingsAtFirst, stages: change(structuredClone(settingsAtFirst.stages)) });
const issuesOf = (result: ReturnType<typeof form>) =>
  (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('ARR-03: dunning, what is said', () => {
  it('ARR-03: in every stage the courteous sentence stands once, in both languages, whatever the office wrote', () => {
    for (const stage of settingsAtFirst.stages)
      for (const text of [mailText(stage, facts, true), letterText(stage, facts, true)]) {
        expect(text.split('行き違いの節はご容赦ください')).toHaveLength(2);
        expect(text.split(courteousSentence.en.slice(0, -1))).toHaveLength(2);
        expect(text).not.toMatch(/\{\{|\}\}/);
      }
    const written = { ...first!, body: '{{請求一覧}}\n行き違いの節はご容赦ください。' };
    expect(mailText(written, facts, false).split('行き違いの節はご容赦ください')).toHaveLength(2);
  });

  it('ARR-03: a mail leads to the bill; a letter names the account first, and an address that can be typed', () => {
    const bill = 'https://x.example/shinonome/my/pay/bill_01';
    const my = 'https://x.example/shinonome/my';
    const [account, office] = ['お振込先　見本銀行', '事務局 電話 03'];
    expect(howToPayByMail({ online: bill, account, office }).ja).toBe(
      `お支払い方法の選択と内容の確認はこちらから：\n${bill}\n\n${account}`,
    );
    expect(howToPayOnPaper({ online: my, account, office }).ja).toBe(`${account}\n\nマイページからも、お支払いいただけます。\n${my}`);
    expect(howToPayOnPaper({ online: my, account: '', office }).ja).toBe(`マイページから、お支払いいただけます。\n${my}`);
    for (const ways of [howToPayByMail, howToPayOnPaper]) {
      expect(ways({ online: null, account: '', office }).ja).toContain(office);
      expect(ways({ online: null, account, office }).ja).toBe(account);
    }
  });

  it('ARR-03: the first line is the name; every bill stands with its sum, due date and number, and the total', () => {
    const text = mailText(settingsAtFirst.stages[2]!, facts, false);
    expect(text.startsWith('髙橋 美咲 様\n')).toBe(true);
    for (const part of [
      '2025年度 年会費',
      '金額　8,000円',
      'お支払い期限　2025年6月1日',
      '請求番号　B-2',
      '合計　18,000円',
      'http://x.example/my/bills',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('apologies');
    expect(mailText(settingsAtFirst.stages[2]!, facts, true)).toContain('Total: 18,000 yen');
  });

  it('ARR-03: words of law are in the last of the usual stages only, and no other stage may have them', () => {
    expect(settingsAtFirst.stages.map(({ body }) => isLegal(body))).toEqual([false, false, false, true]);
    expect(form((stages) => stages).success).toBe(true);
    expect(
      issuesOf(form((stages) => stages.map((stage, at) => (at === 1 ? { ...stage, body: `${stage.body}\n訴訟を起こします。` } : stage)))),
    ).toEqual(['stages.1.body: legal_word']);
    expect(
      issuesOf(form((stages) => stages.map((stage, at) => (at === 0 ? { ...stage, bodyEn: `${stage.bodyEn} legal action` } : stage)))),
    ).toEqual(['stages.0.bodyEn: legal_word']);
    // Without the last stage the words would be in none; a new last one makes the old one an ordinary one.
    expect(issuesOf(form((stages) => [...stages, { ...stages[0]!, key: null, days: 90 }]))).toEqual([
      'stages.3.body: legal_word',
      'stages.3.bodyEn: legal_word',
    ]);
  });

  it('ARR-03: stages are seven days apart, each has a way to go, bills and known words only', () => {
    const at = (index: number, change: object) =>
      issuesOf(form((stages) => stages.map((stage, place) => (place === index ? { ...stage, ...change } : stage))));
    expect(at(2, { days: 13 })).toEqual(['stages.2.days: stages_too_close']);
    expect(at(2, { days: 14 })).toEqual([]);
    expect(at(0, { mail: false })).toEqual(['stages.0.mail: no_channel']);
    expect(at(0, { body: 'お支払いください。' })).toEqual(['stages.0.body: bills_missing']);
    expect(at(0, { body: '{{請求一覧}} {{誕生日}}' })).toEqual(['stages.0.body: unknown_placeholder']);
    expect(at(0, { body: '{{請求一覧}} {{氏名' })).toEqual(['stages.0.body: unknown_placeholder']);
    expect(at(0, { subject: 'お支払い\nBcc: x' })).toEqual(['stages.0.subject: control_character']);
    expect(at(0, { subject: '{{氏名}}' })).toEqual(['stages.0.subject: subject_placeholder']);
    expect(issuesOf(form(() => []))).toEqual(['stages: stages_missing']);
  });

  it('NUM-01, ARR-03: who has no number yet is not told of one: what stands in its place has its own name', () => {
    const body = '{{請求一覧}}\n会員番号：{{会員番号}}\n会員番号は{{ 会員番号 }}です。会員番号のお問い合わせは事務局へ。';
    const stage = { ...first!, body, bodyEn: '{{bills}}\nMember number: {{number}}, your member number: {{number}}' };
    const lines = (awaitsNumber: boolean) =>
      mailText(stage, { ...facts, memberNumber: 'A2026-0007', awaitsNumber }, true)
        .split('\n')
        .filter((line) => line.includes('A2026-0007'));
    expect(lines(true)).toEqual([
      '受付番号：A2026-0007',
      '受付番号はA2026-0007です。会員番号のお問い合わせは事務局へ。',
      'Reception number: A2026-0007, your reception number: A2026-0007',
    ]);
    expect(lines(false)).toEqual([
      '会員番号：A2026-0007',
      '会員番号はA2026-0007です。会員番号のお問い合わせは事務局へ。',
      'Member number: A2026-0007, your member number: A2026-0007',
    ]);
  });

  it('ARR-03: what a member’s name or a bill’s name says is never read as a word to fill', () => {
    const text = mailText(first!, { ...facts, name: '{{合計}} $& $1', bills: [{ ...facts.bills[0]!, billName: '{{氏名}}' }] }, true);
    expect(text.startsWith('{{合計}} $& $1 様')).toBe(true);
    expect(text).toContain('  {{氏名}}\n');
  });
});
