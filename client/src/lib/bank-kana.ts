import { toZenginKana } from '@tsudoi/shared/kernel/zengin-kana';

/** 口座名義 in the half-width letters that banks take; as it was typed where they have none for it, so that it can be put right. */
export function toBankKana(typed: string): string {
  const told = toZenginKana(typed);
  return told.ok ? told.kana : typed;
}
