import type { Refusal } from './mail-retry.rules.ts';

export const refusal = (of: Refusal['of'], code: string, rest: Partial<Refusal> = {}): Refusal => ({
  of,
  code,
  lasting: false,
  unsure: false,
  waitMs: null,
  ...rest,
});

/** What nodemailer says of a failure. */
export interface SmtpFailure {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
  /** Of the socket, where it was that. */
  readonly originalCode?: string;
  readonly timeoutType?: string;
}

/** Nobody there, no way in, or not as whom we say we are. */
const ofTheConnection: ReadonlySet<string> = new Set([
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'ECONFIG',
  'ECONNECTION',
  'EDNS',
  'EPROTOCOL',
  'EPROXY',
  'EREQUIRETLS',
  'ESOCKET',
  'ETIMEDOUT',
  'ETLS',
]);

/** A line that broke may have broken behind the words: unless it never stood, or the other side said why. */
function isUnsure({ code = '', responseCode = 0, originalCode = '', timeoutType = '' }: SmtpFailure): boolean {
  const neverStood =
    ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'].includes(originalCode) || !['', 'SOCKET_TIMEOUT'].includes(timeoutType);
  return !neverStood && responseCode === 0 && ['ECONNECTION', 'EPROTOCOL', 'ESOCKET', 'ETIMEDOUT'].includes(code);
}

/**
 * What a post office's answer is about: RFC 5321 for the three digits, RFC 3463 for those behind them (x.1 is the address, x.2 its
 * box, x.4.5 too much mail). A 5xx is no word about the recipient unless it answers RCPT: a password that ran out is one at AUTH, a
 * quota that is used up one at MAIL FROM or behind the words, a relay that we may not use one at RCPT.
 */
export function smtpRefusal(failure: SmtpFailure): Refusal {
  const { code = 'SMTP', command = '', responseCode = 0, response = '', message = '' } = failure;
  const [, subject = '', detail = ''] = /^\d{3}[ -]\d\.(\d{1,3})\.(\d{1,3})/.exec(response) ?? [];
  const isEnvelope = code === 'EENVELOPE';
  // Nodemailer's own look at the addresses.
  if (isEnvelope && command === 'API')
    return message.startsWith('Invalid sender') ? refusal('sender', code) : refusal('recipient', code, { lasting: true });
  if (ofTheConnection.has(code) || responseCode === 421) return refusal('sender', code, { unsure: isUnsure(failure) });
  if (subject === '4' && detail === '5') return refusal('sender', code);
  if (isEnvelope && command === 'MAIL FROM') return refusal(responseCode === 552 ? 'mail' : 'sender', code);
  if (command !== 'RCPT TO') return refusal('mail', code);
  const isOurAddress = subject === '1' && (detail === '7' || detail === '8');
  const mayNotRelay = responseCode === 530 || (/\brelay/i.test(response) && subject !== '1' && subject !== '2');
  if (isOurAddress || mayNotRelay) return refusal('sender', code);
  const isOfUs = /block|spam|polic|denied|reputation|black ?list/i.test(response);
  const isOfAddress = subject === '' ? !isOfUs && [550, 551, 552, 553, 556].includes(responseCode) : subject === '1' || subject === '2';
  if (responseCode < 500 || !isOfAddress) return refusal(isOfAddress ? 'recipient' : 'mail', code);
  // A full box is emptied one day.
  return refusal('recipient', code, { lasting: responseCode !== 552 && !(subject === '2' && detail === '2') });
}

/** What Resend says of a failure (its page of errors); `statusCode` is null where no answer came. */
export interface ResendFailure {
  readonly name: string;
  readonly statusCode: number | null;
  readonly message: string;
}

/**
 * What Resend's answer is about. `validation_error` is said of many things: of a key or domain of ours (400, 401, 403), of the
 * recipient and of the rest of the mail (400, 422); only its words tell them apart.
 */
export function resendRefusal({ name, statusCode, message }: ResendFailure, retryAfterSeconds: number): Refusal {
  const waitMs = retryAfterSeconds > 0 ? retryAfterSeconds * 1000 : null;
  if (statusCode === 429) return refusal('sender', name, { waitMs: waitMs ?? (name === 'rate_limit_exceeded' ? 1000 : null) });
  if (statusCode === null || statusCode >= 500) return refusal('sender', name, { unsure: true, waitMs });
  const isSetUp = statusCode === 401 || statusCode === 403 || statusCode === 404 || statusCode === 405 || name === 'invalid_from_address';
  if (isSetUp) return refusal('sender', name);
  // Before the words about us: what it says of addresses that are for testing only speaks of domains too.
  if (name === 'invalid_to_address' || /`to`/.test(message)) return refusal('recipient', name, { lasting: true });
  if (/api key|domain|`from`/i.test(message)) return refusal('sender', name);
  return refusal('mail', name, { unsure: name === 'concurrent_idempotent_requests' });
}
