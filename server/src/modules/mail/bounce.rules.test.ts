import { newMailId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, test } from 'vitest';
import { isTooOften, readBounce } from './bounce.rules.ts';

const mailId = newMailId();
const event = (type: string, bounce?: object, tags: object | undefined = { mail: mailId }) => ({
  type,
  created_at: '2026-06-08T01:00:00.000Z',
  data: { email_id: 're_1', to: ['misaki@example.com'], subject: 'x', tags, ...(bounce ? { bounce } : {}) },
});

describe('MAI-05: what the provider says of a mail', () => {
  test.each([
    ['email.bounced', { type: 'Permanent', subType: 'General', message: 'x' }, 'lasting'],
    ['email.bounced', { type: 'Transient', subType: 'MailboxFull', message: 'x' }, 'passing'],
    ['email.bounced', { type: 'Undetermined', subType: 'Undetermined', message: 'x' }, 'passing'],
    ['email.suppressed', undefined, 'lasting'],
    ['email.failed', undefined, 'none'],
  ])('%s %j: %s', (type, bounce, why) => {
    expect(readBounce(event(type, bounce))).toMatchObject({ mailId, why, to: ['misaki@example.com'], providerMessageId: 're_1' });
  });

  test('all else is no news of a mail of ours that did not arrive, and nonsense is none either', () => {
    for (const type of ['email.delivered', 'email.complained', 'email.opened', 'contact.created'])
      expect(readBounce(event(type))).toBeNull();
    expect(readBounce(event('email.bounced', undefined, {}))).toBeNull();
    expect(readBounce({ ...event('email.bounced'), data: { ...event('x').data, tags: undefined } })).toBeNull();
    for (const nonsense of [null, 'x', [], {}, { type: 'email.bounced' }]) expect(readBounce(nonsense)).toBeNull();
  });

  test('domain.md 3.12: five that pass within thirty days are one that lasts', () => {
    const on = (...days: string[]) => days.map((day) => ({ at: new Date(`2026-${day}T00:00:00Z`) }));
    const now = new Date('2026-06-30T00:00:00Z');
    expect(isTooOften(on('06-01', '06-05', '06-10', '06-20'), now)).toBe(false);
    expect(isTooOften(on('05-01', '06-05', '06-10', '06-20', '06-29'), now)).toBe(false);
    expect(isTooOften(on('06-01', '06-05', '06-10', '06-20', '06-29'), now)).toBe(true);
  });
});
