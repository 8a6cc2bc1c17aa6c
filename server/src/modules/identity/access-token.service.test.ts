import { newOrgId, newSessionId, newUserId } from '@tsudoi/shared/kernel/ids';
import jwt from 'jsonwebtoken';
import { expect, test } from 'vitest';
import type { Platform } from '../../platform/platform.ts';
import { readAccess, signAccess } from './access-token.service.ts';

const platformOf = (secret: string) => ({ env: { JWT_SECRET: secret }, clock: { realNow: () => new Date() } }) as unknown as Platform;
const claims = { subjectId: newUserId(), sessionId: newSessionId(), orgId: newOrgId(), audience: 'admin' } as const;

test('T38: a token names its key without telling it, and one that names another or none is nobody', () => {
  const secret = 's'.repeat(40);
  const { accessToken } = signAccess(platformOf(secret), claims);
  const { header, payload } = jwt.decode(accessToken, { complete: true })!;
  expect(header.kid).toMatch(/^[\w-]{12}$/);
  expect(secret).not.toContain(header.kid);
  expect(readAccess(platformOf(secret), accessToken)).toMatchObject({ sub: claims.subjectId, aud: 'admin' });
  expect(readAccess(platformOf('t'.repeat(40)), accessToken)).toBeNull();
  const forged = (options: jwt.SignOptions) => jwt.sign(payload, secret, { algorithm: 'HS256', ...options });
  expect(readAccess(platformOf(secret), forged({ keyid: header.kid! }))).not.toBeNull();
  expect(readAccess(platformOf(secret), forged({ keyid: 'another' }))).toBeNull();
  expect(readAccess(platformOf(secret), forged({}))).toBeNull();
  expect(readAccess(platformOf(secret), forged({ keyid: header.kid!, algorithm: 'HS512' }))).toBeNull();
});
