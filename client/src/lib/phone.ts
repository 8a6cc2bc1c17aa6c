import { hyphenLike } from '@tsudoi/shared/kernel/letters';

/** 090-1234-5678. Groups only what is certain: mobile, free and two-digit area codes; anything else stays as typed. */
export function formatPhone(typed: string): string {
  const text = typed.normalize('NFKC').replace(hyphenLike, '-').replace(/\s/g, '-').trim();
  // A number with the code of Japan is the same one without it; those of other countries stay as typed.
  const digits = text.replace(/[^\d+]/g, '').replace(/^\+810?/, '0');
  if (digits.startsWith('+')) return text;
  if (/^0[5-9]0[1-9]\d{7}$/.test(digits)) return `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`;
  if (/^(0120|0800)\d{6,7}$/.test(digits)) return `${digits.slice(0, 4)}-${digits.slice(4, 7)}-${digits.slice(7)}`;
  if (/^0[36]\d{8}$/.test(digits)) return `${digits.slice(0, 2)}-${digits.slice(2, 6)}-${digits.slice(6)}`;
  return text;
}
