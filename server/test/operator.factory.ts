import type { OperatorRole } from '@tsudoi/shared/contracts/operations/operator.contract';
import { createOperator } from '../src/modules/operations/operator-account.service.ts';
import { Secret, TOTP } from 'otpauth';
import type { ServerRig } from './server-rig.ts';

export const operatorPassword = 'yuugure no suzukaze';

export interface TestOperator {
  readonly operatorId: string;
  readonly secret: string;
  /** What the app showed at the set-up, which counts once. */
  readonly usedCode: string;
  readonly headers: { readonly 'x-tsudoi-operator': string };
}

/** What the app of somebody shows, some half-minutes from now. */
export const appCode = (secret: string, halfMinutes = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate({
    timestamp: Date.now() + halfMinutes * 30_000,
  });

/** Somebody of the operator, let in as `npm run operator:create` does and set up over the product's own door. */
export async function addOperator(
  rig: Pick<ServerRig, 'service' | 'get'>,
  operatorId: string,
  role: OperatorRole = 'admin',
): Promise<TestOperator> {
  const token = await createOperator(rig.service.platform.databases.server, { operatorId, name: operatorId, role }, new Date());
  const { secret } = await rig.get('operations.startSetup', { token });
  const usedCode = appCode(secret);
  const { accessToken } = await rig.get('operations.finishSetup', { token, password: operatorPassword, code: usedCode });
  return { operatorId, secret, usedCode, headers: { 'x-tsudoi-operator': accessToken } };
}
