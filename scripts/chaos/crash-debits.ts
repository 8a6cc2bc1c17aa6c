import { addDays, jstDateOf, monthOf } from '@tsudoi/shared/kernel/jst';
import { account, contract, resultOf } from '../../payments-service/test/direct-debit.factory.ts';
import { readDebitFile } from '../../payments-service/src/connectors/bank-files/debit-file.ts';
import { type CrashWorld, type Done, asServer, wakeJob } from './crash-acts.ts';
import { traceOf } from './crash-trace.ts';
import { type Bill, tried, until } from './world.ts';

export interface Debits {
  /** The bank says that the next of them was drawn; sent again by whoever heard no answer, and gone on with by the job. */
  draw(): Promise<Done>;
}

/** Members who pay by their bank, and a file that is there: the bank draws in about five weeks. */
export async function requestDebits(at: CrashWorld, bills: readonly Bill[]): Promise<Debits> {
  const { databases } = at;
  const day = addDays(jstDateOf(new Date()), 35);
  const debitDay = Math.min(28, Number(day.slice(8)));
  await asServer(at).call('debits.saveContract', { ...contract, debitDay, version: 0 });
  await asServer(at).call('debits.approveContract', { version: 1 });
  for (const { memberId } of bills) {
    const mandate = await asServer(at).call('debits.registerMandate', { memberId, account });
    const { mandateId, version } = mandate as { mandateId: string; version: number };
    await asServer(at).call('debits.moveMandate', { mandateId, to: 'active', version });
  }
  const opened = await asServer(at).call('debits.openCollection', { month: monthOf(day) });
  const { collectionId } = opened as { collectionId: string };
  const lists = databases.payments.collection<{ _id: string; state: string }>('debit_collections');
  await until('the list of debits', () => lists.findOne({ _id: collectionId, state: 'ready' }));
  const { base64 } = (await asServer(at).call('debits.file', { collectionId })) as { base64: string };
  const file = readDebitFile(Buffer.from(base64, 'base64'));
  if (file.outcome !== 'read' || file.rows.length !== bills.length) throw new Error('the file for the bank has not everybody in it');
  const lines = databases.payments.collection<{ _id: string; memberId: string; customerNumber: string }>('debit_lines');
  const charges = databases.payments.collection<{ _id: string; state: string }>('charges');
  const waiting = [...bills];
  return {
    async draw() {
      const bill = waiting.shift()!;
      const line = await lines.findOne({ memberId: bill.memberId });
      const row = file.rows.find(({ customerNumber }) => customerNumber === line!.customerNumber);
      const packed = resultOf({ ...file, rows: [row!] }, ['0']);
      await tried('the result of the debit', async () => {
        await asServer(at)
          .call('debits.uploadResult', { packed })
          .catch(() => undefined);
        await wakeJob(databases, 'debits.resume');
        return charges.findOne({ _id: line!._id, state: 'final' });
      });
      return { flow: 'debit', trace: () => traceOf(databases, bill) };
    },
  };
}
