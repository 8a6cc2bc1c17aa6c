import { randomBytes } from 'node:crypto';
import { createClock } from '@tsudoi/shared/service/clock';
import { codeOf } from '@tsudoi/shared/service/one-time-code';
import type { Db } from 'mongodb';
import { createOperator, endOperator } from '../../server/src/modules/operations/operator-account.service.ts';
import { demoCaller } from '../demo/demo-session.ts';

/** Where sign-ups are reviewed (`SIGNUP_REVIEW=1`), somebody of the operator comes in by their own door, approves, and is gone. */
export async function approveSignUp(api: string, server: Db, slug: string): Promise<void> {
  const operatorId = 'seed';
  const now = () => createClock().realNow();
  const token = await createOperator(server, { operatorId, name: '見本の用意' }, now());
  const visitor = demoCaller(api, null);
  const { secret } = (await visitor.call('operations.startSetup', { token })) as { secret: string };
  const password = randomBytes(24).toString('base64url');
  const { accessToken } = (await visitor.call('operations.finishSetup', { token, password, code: codeOf(secret) })) as {
    accessToken: string;
  };
  await demoCaller(api, null, { 'x-tsudoi-operator': accessToken }).call('operations.approveSignUp', { slug });
  await endOperator(server, operatorId, now());
}
