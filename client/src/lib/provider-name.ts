import { useWords } from './words.ts';

/** Providers are called by their own names, which are the same in every language; a bank's file is no provider. */
const names: Readonly<Record<string, string>> = { 'robot-payment': 'ROBOT PAYMENT', stripe: 'Stripe' };
const byFile = { ja: { 'direct-debit': '口座振替' }, en: { 'direct-debit': 'Direct debit' } };

export function useProviderName(): (provider: string) => string {
  const words: Readonly<Record<string, string>> = useWords(byFile);
  return (provider) => words[provider] ?? names[provider] ?? provider.toUpperCase();
}
