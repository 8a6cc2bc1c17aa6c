import jwt from 'jsonwebtoken';
import { ServiceTokenClaims, serviceToken } from '../contracts/payments/payments-internal.contract.ts';
import type { OrgId } from '../kernel/ids.ts';

/** The server shows who it acts for; one algorithm, issuer and audience, one minute of life. */
export function signServiceToken(orgId: OrgId, secret: string): string {
  return jwt.sign({ orgId }, secret, {
    algorithm: 'HS256',
    issuer: serviceToken.issuer,
    audience: serviceToken.audience,
    expiresIn: serviceToken.lifetimeSeconds,
  });
}

/** The organisation of a valid token, or null. A token without expiry is refused although the library takes it. */
export function verifyServiceToken(token: string, secret: string): OrgId | null {
  try {
    const claims = jwt.verify(token, secret, {
      algorithms: ['HS256'],
      issuer: serviceToken.issuer,
      audience: serviceToken.audience,
    });
    if (typeof claims === 'string' || claims.exp === undefined) return null;
    return ServiceTokenClaims.parse(claims).orgId;
  } catch {
    return null;
  }
}
