import { useWords } from './words.ts';

/** Providers are called by their own names, which are the same in every language; a bank's file is no provider. */
const names: Readonly<Record<string, string>> = { 'robot-payment': 'ROBOT PAYMENT', stripe: 'Stripe' };
const byFile = { ja: { 'direct-debit': '口座振替' }, en: { 'direct-debit': 'Direct debit' } };

export function useProviderName(): (provider: string) => string {
  const words: Readonly<Record<string, string>> = useWords(byFile);
  return (provider) => words[provider] ?? names[provider] ?? provider.toUpperCase();
}

const modes = { ja: { live: '本番', test: 'テスト' }, en: { live: 'live', test: 'test' } };

/** An account at a provider as the log has it: the provider's code, and where it is the operator's entry, whether it is the live one. */
export function useAccountName(): (logged: string) => string {
  const providerName = useProviderName();
  const words = useWords(modes);
  return (logged) => {
    const [, provider, mode] = /^([a-z-]+)(?: \((live|test)\))?$/.exec(logged) ?? [];
    if (provider === undefined) return logged;
    return mode === undefined ? providerName(provider) : `${providerName(provider)} ${words[mode as keyof typeof words]}`;
  };
}
