import { describe, expect, it } from 'vitest';
import { readServerEnv } from './environment.ts';

const secret = 's'.repeat(32);
const complete = {
  NODE_ENV: 'production',
  MONGODB_URI: 'mongodb://database:27017',
  SERVICE_SECRET: secret,
  JWT_SECRET: secret,
  PASSWORD_PEPPER: secret,
  PORT: '4000',
  PUBLIC_URL: 'https://tsudoi.example/',
  PAYMENTS_INTERNAL_URL: 'http://payments-service:4101',
  MAIL_DRIVER: 'smtp',
  SMTP_URL: 'smtp://mail:1025',
};
const withChanges = (changes: Record<string, string | undefined>) => () => readServerEnv({ ...complete, ...changes });
const resend = { MAIL_DRIVER: 'resend', RESEND_API_KEY: 're_key', RESEND_WEBHOOK_SECRET: `whsec_${'a'.repeat(24)}` };

describe('what the server reads of its environment, in production', () => {
  it('is enough as it stands; empty is not set', () => {
    const empty = Object.fromEntries(
      ['METRICS_PORT', 'CLAMD_ADDRESS', 'OPERATOR_CONTACT', 'RATE_PER_SESSION', 'SIGNUP_REVIEW', 'SANDBOX_URL'].map((name) => [name, '']),
    );
    expect(withChanges(empty)()).toEqual(withChanges({})());
    expect(withChanges({})()).toMatchObject({
      PUBLIC_URL: 'https://tsudoi.example',
      BCRYPT_COST: 10,
      TRUST_PROXY_HOPS: 0,
      SIGNUP_REVIEW: false,
    });
    expect(withChanges(resend)().MAIL_DRIVER).toBe('resend');
  });

  it.each(
    (['SERVICE_SECRET', 'JWT_SECRET', 'PASSWORD_PEPPER'] as const).flatMap((name) => [
      [name, 'missing', undefined] as const,
      [name, 'empty', ''] as const,
      [name, 'one character short', 's'.repeat(31)] as const,
    ]),
  )('security.md 4.14: stops for a %s that is %s, names it, and shows no secret', (name, _how, value) => {
    const refused = withChanges({ [name]: value });
    expect(refused).toThrow(new RegExp(`^The environment is not complete:\n  ${name}: [^\n]+$`));
    expect(refused).not.toThrow('sss');
  });

  it.each([
    ['a mailbox that shows reset links', { MAIL_DRIVER: 'mailbox' }, 'MAIL_DRIVER=mailbox publishes reset links'],
    ['links without TLS', { PUBLIC_URL: 'http://tsudoi.example' }, 'PUBLIC_URL must be https://'],
    ['cheap hashes', { BCRYPT_COST: '9' }, 'BCRYPT_COST must be at least 10'],
    ['stand-in providers', { SANDBOX_URL: 'http://127.0.0.1:4020' }, 'SANDBOX_URL'],
    ['smtp without its server', { SMTP_URL: '' }, 'MAIL_DRIVER=smtp needs SMTP_URL'],
    ['resend without its key', { ...resend, RESEND_API_KEY: '' }, 'needs RESEND_API_KEY'],
    ['resend without the secret of its webhook', { ...resend, RESEND_WEBHOOK_SECRET: '' }, 'needs RESEND_WEBHOOK_SECRET'],
    ['another secret in that place', { ...resend, RESEND_WEBHOOK_SECRET: secret }, 'needs RESEND_WEBHOOK_SECRET'],
    ['a database that is none', { MONGODB_URI: 'postgres://database' }, 'MONGODB_URI: must be a mongodb:// address'],
    ['an address of clamd without its port', { CLAMD_ADDRESS: 'clamd' }, 'CLAMD_ADDRESS'],
    ['a contact that is none', { OPERATOR_CONTACT: 'http://tsudoi.example' }, 'OPERATOR_CONTACT'],
  ] as const)('refuses %s', (_what, changes, said) => {
    expect(withChanges(changes)).toThrow(said);
  });

  it.each([
    ['the mailbox', { MAIL_DRIVER: 'mailbox' }],
    ['http', { PUBLIC_URL: 'http://127.0.0.1:4000' }],
    ['quick hashes', { BCRYPT_COST: '4' }],
    ['stand-in providers', { SANDBOX_URL: 'http://127.0.0.1:4020' }],
  ] as const)('allows %s in development, where no secret has a default either', (_what, changes) => {
    const developing = { NODE_ENV: 'development', ...changes };
    expect(withChanges(developing)).not.toThrow();
    expect(withChanges({ ...developing, JWT_SECRET: undefined })).toThrow('JWT_SECRET');
  });
});
