import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { archivedPayments } from '@tsudoi/shared/contracts/payments/archive.contract';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addScreeningDocument, screeningFacts } from './screening.factory.ts';
import { type Office, type ServerRig, startServerRig } from './server-rig.ts';

interface Asked {
  readonly collection: string;
  readonly after: string | null;
}

let rig: ServerRig;
let office: Office;
let payments: Server;
let url: string;
/** The deposits come in two pages, all else in one. */
const pageOf = ({ collection, after }: Asked) =>
  collection === 'deposits' && after === null
    ? { rows: [{ _id: 'dep_1', amount: 8000 }], next: 'dep_1' }
    : { rows: [{ _id: `${collection}_2`, after }], next: null };

beforeAll(async () => {
  payments = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const data = pageOf(JSON.parse(Buffer.concat(pieces).toString()) as Asked);
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ result: { data } }));
    });
  });
  await new Promise<void>((listening) => payments.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(payments.address() as AddressInfo).port}`;
  rig = await startServerRig();
  office = await rig.signUp();
});
afterAll(async () => {
  payments.close();
  await rig.stop();
});

async function archive(paymentsAt: string): Promise<(name: string) => string | null> {
  Object.assign(rig.service.platform.env, { PAYMENTS_INTERNAL_URL: paymentsAt });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${office.token}` };
  const body = JSON.stringify({ password: office.password });
  const answer = await fetch(`${rig.url}/downloads/archive`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  return (name) => (files[name] ? Buffer.from(files[name]).toString() : null);
}

test('IMP-07: what the payments-service has of an organisation is taken along, page by page, with the documents of its application', async () => {
  expect(await addScreeningDocument(rig, office.token, 'bylaws', '会則.pdf')).toMatch(/^fil_/);
  // What was sent is kept with the step, and leaves with it.
  const draft = { facts: screeningFacts, methods: ['card'], version: (await rig.get('screening.get', undefined, office.token)).version };
  const { version } = await rig.get('screening.save', draft, office.token);
  await rig.get('screening.submit', { version }, office.token);
  const fileNamed = await archive(url);
  const [application] = fileNamed('データ/決済の利用申請.jsonl')!.trimEnd().split('\n');
  expect(JSON.parse(application!)).toMatchObject({ history: [{ step: 'submitted', facts: screeningFacts }] });
  const rows = fileNamed('データ/銀行の入金.jsonl')!.trimEnd().split('\n');
  expect(rows.map((row) => JSON.parse(row) as unknown)).toEqual([
    { _id: 'dep_1', amount: 8000 },
    { _id: 'deposits_2', after: 'dep_1' },
  ]);
  for (const [collection, file] of Object.entries(archivedPayments))
    expect(fileNamed(`データ/${file}.jsonl`), file).toContain(`${collection}_2`);
  expect(fileNamed('決済の申し込みの書類/会則.pdf')).toContain('%PDF');
  expect(fileNamed('入れられなかったファイル.txt')).toBe(null);
});

test('IMP-07: while the payments-service is away all else is saved, and what is missing is named', async () => {
  const fileNamed = await archive('http://127.0.0.1:9');
  const missing = fileNamed('入れられなかったファイル.txt')!;
  for (const file of Object.values(archivedPayments)) {
    expect(missing).toContain(`データ/${file}.jsonl`);
    expect(fileNamed(`データ/${file}.jsonl`)).toBe(null);
  }
  expect(fileNamed('データ/団体.jsonl')).toContain(office.slug);
  expect(fileNamed('決済の申し込みの書類/会則.pdf')).toContain('%PDF');
});
