import { DomainError } from '@tsudoi/shared/kernel/domain-error';

const donation = /寄付|寄附|きふ金|義援金|donation/i;

/** BIL-16: dues, goods and fees may be charged, donations may not. @throws DomainError DONATION_NOT_ALLOWED */
export function refuseDonation(...texts: readonly string[]): void {
  if (texts.some((text) => donation.test(text.normalize('NFKC')))) throw new DomainError('DONATION_NOT_ALLOWED');
}

/** 但し書き of a receipt: {年度} becomes the fiscal year. */
export function provisoText(template: string, fiscalYear: number): string {
  return template.replaceAll('{年度}', `${fiscalYear}年度`);
}
