import { type MailPurpose } from '../../platform/mail-outbox.ts';
import { headLine } from '../../platform/mail-subject.ts';

/** Whom a mail is from. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** `MAIL_FROM`: an address, with or without a name before it. */
export function productSender(mailFrom: string): Sender {
  const [, name = '', address] = /^\s*"?([^"<>]*?)"?\s*<\s*([^<>\s]+)\s*>\s*$/.exec(mailFrom) ?? [];
  return address === undefined ? { name: '', address: mailFrom.trim() } : { name: name.trim(), address };
}

/** To applicants, and what the operator has decided. */
const ofTheProduct: readonly MailPurpose[] = ['owner_verify', 'sign_up_review', 'suspension'];

/**
 * The association by its name, at the product's own address (interface.md 5.3). Who has only applied is no association yet:
 * nobody gets mail from a name that somebody typed on the first page.
 */
export function senderOf(product: Sender, purpose: MailPurpose, organizationName: string | undefined): Sender {
  const name = headLine(organizationName ?? '').trim();
  return ofTheProduct.includes(purpose) || name === '' ? product : { ...product, name };
}

/** As one line, quoted where the name has signs of the line's own. */
export function senderLine({ name, address }: Sender): string {
  if (name === '') return address;
  const shown = /[()<>[\]:;@\\,."]/.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : name;
  return `${shown} <${address}>`;
}
