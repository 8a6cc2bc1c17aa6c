import { randomUUID } from 'node:crypto';
import type { BillingRunId, MemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { sumYen, yen } from '@tsudoi/shared/kernel/yen';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { myBills } from '../src/modules/billing/bill.service.ts';
import { drawAside } from '../src/modules/documents/drawing.service.ts';
import { issueRun, paperJob } from '../src/modules/documents/paper-job.service.ts';
import { paperBody } from '../src/modules/documents/paper.rules.ts';
import { workOnPaperJob } from '../src/modules/documents/paper-work.service.ts';
import { receiptPdf } from '../src/modules/documents/receipt.document.ts';
import type { ReceiptContent } from '../src/modules/documents/receipt.repository.ts';
import { carryOut, openBills, plan } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

/** Our side of `npm run bench receipts`: one-page receipts with ten lines, and the papers of a run beside people who read. */
const family = '佐藤鈴木高橋田中伊渡辺山本村小林加吉井口松清野阿部森池';
const given = '美咲翔太陽葵蓮結衣大輝颯真優奈悠人花子健一郎直樹恵';

function contentOf(at: number): ReceiptContent {
  const pick = (from: string, step: number) => from[(at * step) % from.length]!;
  const name = `${pick(family, 3)}${pick(family, 7)} ${pick(given, 5)}${pick(given, 11)}`;
  const lines = Array.from({ length: 10 }, (_, index) => ({
    label: index === 0 ? '2026年度 正会員 年会費' : `講習会 第${index}回 受講料`,
    note: '',
    amount: yen(index === 0 ? 12_000 : 1000 + ((at + index) % 9) * 100),
    taxCategory: index === 0 ? ('out_of_scope' as const) : ('standard_10' as const),
  }));
  const amount = sumYen(lines.map((line) => line.amount));
  return {
    number: `R2026-${String(at + 1).padStart(6, '0')}`,
    addressee: name,
    honorific: '様',
    amount,
    proviso: '2026年度 年会費として',
    period: '2026年4月1日〜2027年3月31日',
    parts: [],
    receivedOn: jstDate('2026-05-12'),
    method: 'コンビニエンスストア',
    paymentNumber: String(1_234_567_890_000 + at),
    memberNumber: `2026-${String(at).padStart(5, '0')}`,
    issuer: {
      name: '一般社団法人 しののめ環境学会',
      address: '宮城県仙台市青葉区一番町0-0-0',
      phone: '022-000-0000',
      representative: '代表理事 青木 玲子',
    },
    body: paperBody(lines, { form: 'qualified', registrationNumber: 'T7123456789012', taxRounding: 'floor' }),
  };
}

let server: TestServer;
let org: TestOrganization;
let runId: BillingRunId;
let memberIds: readonly MemberId[];
const issuedAt = new Date('2026-05-20T03:00:00Z');

serveBench({
  async draw({ from, count }: { from: number; count: number }) {
    let bytes = 0;
    for (let at = from; at < from + count; at += 1) bytes += (await receiptPdf(contentOf(at), issuedAt)).length;
    return bytes;
  },

  /** How many of some receipts do not say what they should, letters outside of JIS included. */
  async check() {
    let broken = 0;
    for (const at of [0, 17, 391]) {
      const content = { ...contentOf(at), addressee: at === 17 ? '髙﨑 𠮷乃' : contentOf(at).addressee };
      const { text, fonts } = await readPdf(await receiptPdf(content, issuedAt));
      const said = text.replace(/\s+/g, '');
      const must = [
        content.addressee,
        content.number,
        content.amount.toLocaleString('en-US'),
        content.paymentNumber,
        ...content.body!.lines.map(({ label }) => label),
      ];
      if (!must.every((part) => said.includes(part.replace(/\s+/g, ''))) || fonts.some(({ missing }) => missing > 0)) broken += 1;
    }
    return broken;
  },

  async open({ uri, members }: { uri: string; members: number }) {
    process.env['TSUDOI_TEST_MONGODB_URI'] = uri;
    server = await startTestServer('2026-05-20T03:00:00Z');
    org = await openOrganization(server);
    memberIds = (await org.addMembers(members)).map(({ _id }) => _id);
    ({ _id: runId } = await plan(server, org));
    await carryOut(server, org, runId);
    await openBills(server, org, runId);
    // As in a service that has been up for a while: read from source, a thread takes seconds to begin.
    await drawAside({ kind: 'receipt', content: contentOf(0), issuedAt });
    return null;
  },

  /** How long members wait for their bills, forty a second, for `seconds` or while the papers of the run are issued. */
  async read({ seconds, beside }: { seconds: number; beside: boolean }) {
    let isOver = false;
    let issued = 0;
    const waits: number[] = [];
    const work = beside
      ? issueRun(server.platform, org.owner, { billingRunId: runId, kind: 'invoice', idempotencyKey: randomUUID() })
          .then(async (job) => {
            await workOnPaperJob(server.platform, org.scope, job.paperJobId);
            issued = (await paperJob(server.platform, org.scope, job.paperJobId)).issued;
          })
          .finally(() => (isOver = true))
      : new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000)).then(() => void (isOver = true));
    const asked: Promise<void>[] = [];
    // Asked at a constant rate: a delay of ours counts for all who wait behind it.
    const began = performance.now();
    for (let turn = 0; !isOver; turn += 1) {
      const intended = began + turn * 25;
      const pause = intended - performance.now();
      if (pause > 0) await new Promise((wake) => setTimeout(wake, pause));
      const memberId = memberIds[turn % memberIds.length]!;
      asked.push(myBills(server.platform, org.scope, memberId).then(() => void waits.push(performance.now() - intended)));
    }
    await Promise.all([...asked, work]);
    return { waits, issued };
  },
});
