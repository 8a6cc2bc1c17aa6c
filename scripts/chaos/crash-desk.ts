import { codeOf } from '@tsudoi/shared/service/one-time-code';
import { createOperator } from '../../server/src/modules/operations/operator-account.service.ts';
import { demoCaller } from '../demo/demo-session.ts';
import type { CrashWorld } from './crash-acts.ts';
import { ownerPassword, tried } from './world.ts';

const operatorId = 'crash-desk';
const account = { via: 'bank', bankCode: '0005', bankName: 'ﾐﾂﾋﾞｼ', branchCode: '202', branchName: 'ﾎﾝﾃﾝ', kind: 'ordinary' } as const;

export interface Desk {
  /** The operator agrees to the one payout that is closed; pressed again by whoever heard no answer. */
  approve(): Promise<void>;
  /** What of it the payments-service's own rows do not tell, in words (docs/decisions/0035). */
  differences(): Promise<string[]>;
}

/** An organisation that has told where its money goes, and somebody of the operator who is logged in. */
export async function openDesk({ databases, world, web }: CrashWorld): Promise<Desk> {
  const office = await world.signIn();
  const holder = { accountNumber: '1234567', holder: 'ｱﾗｼﾉｶｲ' };
  await office.call('payouts.saveAccount', { account: { ...account, ...holder }, version: 0, password: ownerPassword });
  const token = await createOperator(databases.server, { operatorId, name: '運営 花子' }, new Date());
  const visitor = demoCaller(web, null);
  const { secret } = (await visitor.call('operations.startSetup', { token })) as { secret: string };
  const setup = { token, password: 'yuugure no suzukaze', code: codeOf(secret) };
  const { accessToken } = (await visitor.call('operations.finishSetup', setup)) as { accessToken: string };
  const operator = demoCaller(web, null, { 'x-tsudoi-operator': accessToken });
  const payouts = databases.payments.collection<{ _id: string; state: string; version: number; history: { operatorId?: string }[] }>(
    'payouts',
  );
  return {
    async approve() {
      const payout = await payouts.findOne({ state: 'closed' });
      if (!payout) throw new Error('no payout is closed');
      await tried('the approval of the payout', async () => {
        await operator.call('payoutDesk.approve', { payoutId: payout._id, version: payout.version }).catch(() => undefined);
        return payouts.findOne({ _id: payout._id, state: 'approved' });
      });
    },
    async differences() {
      const acts = await databases.payments.collection('operator_acts').countDocuments({ operatorId, act: 'desk.approve' });
      const steps = (await payouts.find({}).toArray()).flatMap(({ history }) => history.filter((step) => step.operatorId === operatorId));
      return acts === 1 && steps.length === 1 ? [] : [`approval: ${acts} acts and ${steps.length} steps, and not one`];
    },
  };
}
