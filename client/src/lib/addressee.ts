import { useLanguage } from './language.ts';

interface Addressed {
  readonly addressee: string;
  readonly honorific: string;
}

/** Whom a receipt is made out to: in Japanese with the honorific that was printed, in English by name alone. */
export function useAddressee(): (receipt: Addressed) => string {
  const language = useLanguage();
  return ({ addressee, honorific }) => (language === 'en' ? addressee : `${addressee} ${honorific}`.trimEnd());
}
