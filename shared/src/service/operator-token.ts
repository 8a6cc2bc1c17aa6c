import jwt from 'jsonwebtoken';
import { OperatorTokenClaims, operatorToken } from '../contracts/payments/payout-internal.contract.ts';
import { type SystemScope, mintSystemScope } from './system-scope.ts';

/** The server shows which of the operator's people acts over all organisations, and why; a minute of life. */
export function signOperatorToken({ operatorId, name, reason }: SystemScope, secret: string): string {
  return jwt.sign({ operatorId, name, reason }, secret, {
    algorithm: 'HS256',
    issuer: operatorToken.issuer,
    audience: operatorToken.audience,
    expiresIn: operatorToken.lifetimeSeconds,
  });
}

/** Whose token it is, or null; one of an organisation is none. */
export function verifyOperatorToken(token: string, secret: string): SystemScope | null {
  try {
    const claims = jwt.verify(token, secret, { algorithms: ['HS256'], issuer: operatorToken.issuer, audience: operatorToken.audience });
    if (typeof claims === 'string' || claims.exp === undefined) return null;
    return mintSystemScope(OperatorTokenClaims.parse(claims));
  } catch {
    return null;
  }
}
