import { describe, expect, it } from 'vitest';
import { type SmtpFailure, resendRefusal, smtpRefusal } from './refusal.rules.ts';

const told = (code: string, command: string, response: string): SmtpFailure => ({
  code,
  command,
  response,
  responseCode: Number(response.slice(0, 3)),
  message: `x: ${response}`,
});
const says = ({ of, lasting, unsure }: ReturnType<typeof smtpRefusal>) => `${of}${lasting ? ' for good' : ''}${unsure ? ' unsure' : ''}`;

describe('T30: what a post office’s answer is about', () => {
  it.each([
    // Our way in, our name, our quota: no word about anybody’s address.
    ['EAUTH', 'AUTH PLAIN', '535 5.7.8 Authentication failed', 'sender'],
    ['EENVELOPE', 'MAIL FROM', '550 5.4.5 Daily user sending limit exceeded', 'sender'],
    ['EMESSAGE', 'DATA', '550 5.4.5 Daily user sending limit exceeded', 'sender'],
    ['EENVELOPE', 'MAIL FROM', '530 5.7.0 Must issue a STARTTLS command first', 'sender'],
    ['EENVELOPE', 'MAIL FROM', '553 5.7.1 Sender address rejected: not owned by user', 'sender'],
    ['EENVELOPE', 'RCPT TO', '554 5.7.1 <a@example.jp>: Relay access denied', 'sender'],
    ['EENVELOPE', 'RCPT TO', '550 relay not permitted', 'sender'],
    ['EENVELOPE', 'RCPT TO', '530 5.7.1 Authentication required', 'sender'],
    ['EENVELOPE', 'RCPT TO', '550 5.1.8 Bad sender’s system address', 'sender'],
    ['EENVELOPE', 'RCPT TO', '421 4.7.0 Try again later', 'sender'],
    ['EENVELOPE', 'MAIL FROM', '451 4.3.0 Temporary failure', 'sender'],
    // The recipient.
    ['EENVELOPE', 'RCPT TO', '550 5.1.1 no such user', 'recipient for good'],
    ['EENVELOPE', 'RCPT TO', '550 no such user', 'recipient for good'],
    ['EENVELOPE', 'RCPT TO', '553 5.1.3 bad address', 'recipient for good'],
    ['EENVELOPE', 'RCPT TO', '550 5.2.1 mailbox disabled', 'recipient for good'],
    ['EENVELOPE', 'RCPT TO', '552 5.2.2 mailbox full', 'recipient'],
    ['EENVELOPE', 'RCPT TO', '452 4.2.2 mailbox full', 'recipient'],
    // This mail, or nobody knows what.
    ['EENVELOPE', 'RCPT TO', '450 4.7.1 greylisted', 'mail'],
    ['EENVELOPE', 'RCPT TO', '554 5.7.1 Recipient address rejected: Access denied', 'mail'],
    ['EENVELOPE', 'RCPT TO', '550 Blocked, see our policy', 'mail'],
    ['EENVELOPE', 'MAIL FROM', '552 5.3.4 message too big', 'mail'],
    ['EMESSAGE', 'DATA', '554 5.7.1 looks like spam', 'mail'],
    ['EMESSAGE', 'DATA', '451 4.3.0 try later', 'mail'],
  ])('%s at %s, %s: %s', (code, command, response, expected) => expect(says(smtpRefusal(told(code, command, response)))).toBe(expected));

  it.each<[SmtpFailure, string]>([
    [{ code: 'ESOCKET', command: 'CONN', originalCode: 'ECONNREFUSED' }, 'sender'],
    [{ code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'CONNECT_TIMEOUT' }, 'sender'],
    [{ code: 'EDNS', command: 'CONN', originalCode: 'ENOTFOUND' }, 'sender'],
    // It may have broken behind the words.
    [{ code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'SOCKET_TIMEOUT' }, 'sender unsure'],
    [{ code: 'ECONNECTION', command: 'CONN' }, 'sender unsure'],
    [{ code: 'EENVELOPE', command: 'API', message: 'Invalid recipient "a<b"' }, 'recipient for good'],
    [{ code: 'EENVELOPE', command: 'API', message: 'Invalid sender "a<b"' }, 'sender'],
  ])('%j: %s', (failure, expected) => expect(says(smtpRefusal(failure))).toBe(expected));
});

describe('T30: what Resend’s answer is about', () => {
  it.each([
    [429, 'rate_limit_exceeded', 'Too many requests.', 'sender'],
    [429, 'daily_quota_exceeded', 'You have reached your daily email sending quota.', 'sender'],
    [429, 'monthly_quota_exceeded', 'You have reached your monthly email sending quota.', 'sender'],
    [401, 'missing_api_key', 'Missing API key in the authorization header.', 'sender'],
    [400, 'validation_error', 'API key is invalid', 'sender'],
    [403, 'invalid_api_key', 'API key is invalid.', 'sender'],
    [403, 'validation_error', 'The example.jp domain is not verified.', 'sender'],
    [403, 'invalid_to_address', 'You can only send testing emails to your own email address.', 'sender'],
    [422, 'invalid_from_address', 'Invalid `from` field.', 'sender'],
    [500, 'internal_server_error', 'An unexpected error occurred.', 'sender unsure'],
    [null, 'application_error', 'Unable to fetch data.', 'sender unsure'],
    [
      422,
      'validation_error',
      'Invalid `to` field. The email address needs to follow the `email@example.com` format.',
      'recipient for good',
    ],
    [
      422,
      'validation_error',
      'Invalid `to` field. Please use our testing email address instead of domains like `example.com`.',
      'recipient for good',
    ],
    [422, 'validation_error', 'The domain is not verified. Please, add and verify your domain.', 'sender'],
    [422, 'invalid_to_address', 'The address is not valid.', 'recipient for good'],
    [422, 'missing_required_field', 'Missing `subject` field.', 'mail'],
    [451, 'security_error', 'We may have found a security issue with the request.', 'mail'],
    [409, 'concurrent_idempotent_requests', 'Same idempotency key used while original request is still in progress.', 'mail unsure'],
  ])('%s %s, %s: %s', (statusCode, name, message, expected) =>
    expect(says(resendRefusal({ statusCode, name, message }, 0))).toBe(expected),
  );

  it('rests as long as it asks for', () => {
    const busy = { statusCode: 429, name: 'rate_limit_exceeded', message: '' };
    expect([resendRefusal(busy, 3).waitMs, resendRefusal(busy, 0).waitMs]).toEqual([3000, 1000]);
    expect(resendRefusal({ ...busy, name: 'daily_quota_exceeded' }, Number.NaN).waitMs).toBeNull();
  });
});
