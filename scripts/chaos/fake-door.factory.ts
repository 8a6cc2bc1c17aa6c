import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Databases } from '@tsudoi/shared/service/mongo';

/** What came in, and the how manieth time it did. */
export interface Arrived {
  readonly id: string;
  readonly paymentNumber: string;
  readonly time: number;
}

export interface FakeDoor {
  readonly url: string;
  close(): Promise<void>;
}

/** A door that is not ours and lies: it answers and keeps notices as it is told, so that a judge has something to find. */
export async function openFakeDoor(
  { payments }: Pick<Databases, 'payments'>,
  conduct: (arrived: Arrived) => { readonly status: number; readonly keeps: boolean },
): Promise<FakeDoor> {
  const inbox = payments.collection<{ _id: string }>('inbox');
  const times = new Map<string, number>();
  const take = async (body: string): Promise<number> => {
    const { id, data } = JSON.parse(body) as { id: string; data: { external_order_num: string } };
    const time = (times.get(id) ?? 0) + 1;
    times.set(id, time);
    const { status, keeps } = conduct({ id, paymentNumber: data.external_order_num, time });
    if (keeps) await inbox.updateOne({ _id: `komoju:acc_fake:${id}` }, { $setOnInsert: { state: 'done' } }, { upsert: true });
    return status;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void take(Buffer.concat(chunks).toString()).then((status) => response.writeHead(status).end());
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks/komoju/acc_fake`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
