import { Slug } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { screeningWords } from '../../lib/i18n/screening-words.ts';
import { SentFacts } from './SentFacts.tsx';
import { deskTexts } from './desk-texts.ts';

const facts = {
  legalName: '東雲学会',
  corporateNumber: '',
  postalCode: '112-0002',
  address: '東京都文京区小石川1-1-1',
  phone: '03-1234-5678',
  repFamilyName: '青木',
  repGivenName: '玲子',
  repFamilyNameKana: 'アオキ',
  repGivenNameKana: 'レイコ',
  repBirthDate: '1970-04-01',
  bankCode: '0001',
  branchCode: '123',
  accountType: 'ordinary' as const,
  accountNumber: '1234567',
  accountHolder: 'シノノメガッカイ',
  purpose: 'dues' as const,
  purposeText: '年会費を集めます。',
};
const sent = { orgSlug: Slug.parse('shinonome'), facts, changedSince: [], earlier: [] };

test('domain.md 3.9: the operator reads what was sent, and which of it the organisation has changed since', async () => {
  const plain = await drawnAs([], <SentFacts view={sent} />);
  expect(plain).toContain('1234567');
  expect(plain).not.toContain(deskTexts.ja.changedSince);
  const changed = await drawnAs([], <SentFacts view={{ ...sent, changedSince: ['accountNumber', 'accountHolder'] }} />);
  const { fields, comma } = screeningWords.ja;
  expect(changed).toContain(deskTexts.ja.changedSince);
  expect(changed).toContain(`${fields.accountNumber}${comma}${fields.accountHolder}`);
});

test('domain.md 3.9: what was sent before stays to be read', async () => {
  const earlier = [{ at: '2026-05-01T00:00:00.000Z', by: '青木 玲子', facts: { ...facts, accountNumber: '7654321' } }];
  const drawn = await drawnAs([], <SentFacts view={{ ...sent, earlier }} />);
  expect(drawn).toContain('青木 玲子さんが送った内容');
  expect(drawn).toContain('7654321');
});
