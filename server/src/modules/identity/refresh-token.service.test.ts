import { createHmac } from 'node:crypto';
import { newSessionId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, it } from 'vitest';
import { sealingKey } from '../../platform/sealed.ts';
import type { Platform } from '../../platform/platform.ts';
import { drawRefreshToken, isAheadOf, sessionOfToken } from './refresh-token.service.ts';

const keys = { env: { PASSWORD_PEPPER: 'p'.repeat(64) } } as Pick<Platform, 'env'>;
const drawnAt = new Date('2027-04-01T00:00:00.123Z');
const by = (ms: number) => new Date(drawnAt.getTime() + ms);

describe('T35: what a refresh token says of itself', () => {
  it('names its session and when it was drawn, to whoever it is for', () => {
    const sessionId = newSessionId();
    const token = drawRefreshToken(keys, 'refresh token', sessionId, drawnAt);
    expect(sessionOfToken(keys, 'refresh token', token)).toBe(sessionId);
    expect(sessionOfToken(keys, 'operator refresh token', token)).toBeNull();
    expect([by(-1), by(0), by(1)].map((rotatedAt) => isAheadOf(keys, 'refresh token', token, rotatedAt))).toEqual([true, false, false]);
    expect(isAheadOf(keys, 'operator refresh token', token, by(-1))).toBe(false);
  });

  it('is never ahead where it is of the form of before, or made up', () => {
    const sessionId = newSessionId();
    const said = `${sessionId}.${'r'.repeat(43)}`;
    const before = `${said}.${createHmac('sha256', sealingKey(keys, 'refresh token')).update(said).digest('base64url')}`;
    expect(sessionOfToken(keys, 'refresh token', before)).toBe(sessionId);
    expect(isAheadOf(keys, 'refresh token', before, by(-1))).toBe(false);
    expect(isAheadOf(keys, 'refresh token', 'r'.repeat(43), by(-1))).toBe(false);
  });
});
