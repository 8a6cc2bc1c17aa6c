import { type Check, type Finding, type LedgerDatabases, byIds, duplicates, pointingAt, rowCheck, wholeCheck } from './ledger.ts';
import type { AllocationRow, BillRow, BookExportRow, PaperBodyRow, PaperRow, ReceiptRow } from './rows.ts';
import { seriesCheck } from './series-check.ts';
import { storedHash } from './stored-hash.ts';

const percent: Readonly<Record<string, number>> = { out_of_scope: 0, exempt: 0, standard_10: 10, reduced_8: 8 };

/** Tax in a gross sum by each of the three roundings; computed here once more, in whole numbers. */
function taxesIn(amount: number, rate: number): readonly number[] {
  const [whole, rest] = [Math.trunc((amount * rate) / (100 + rate)), (amount * rate) % (100 + rate)];
  if (rest === 0) return [whole, whole, whole];
  const away = whole + Math.sign(amount);
  const [floor, ceil] = amount < 0 ? [away, whole] : [whole, away];
  return [floor, Math.abs(rest) * 2 >= 100 + rate ? away : whole, ceil];
}

/** What is wrong with the table of a paper: every rate is its lines, taxed once, and all of them are the sum of the paper. */
function bodyFault(amount: number, { lines, taxes }: PaperBodyRow): string | null {
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  if (total !== amount) return `is over ${amount}, its lines over ${total}`;
  for (const category of new Set([...lines, ...taxes].map(({ taxCategory }) => taxCategory))) {
    const own = lines.filter((line) => line.taxCategory === category).reduce((sum, line) => sum + line.amount, 0);
    const groups = taxes.filter((group) => group.taxCategory === category);
    if (groups.length !== 1 || groups[0]!.amount !== own)
      return `${category} is ${groups.map((group) => group.amount).join(' and ') || 'missing'}, its lines are ${own}`;
  }
  const fits = [0, 1, 2].some((mode) => taxes.every((group) => group.tax === taxesIn(group.amount, percent[group.taxCategory]!)[mode]));
  return fits ? null : `its taxes ${taxes.map(({ tax }) => tax).join(', ')} are of no single rounding of each rate`;
}

async function billsOf({ server }: LedgerDatabases, papers: readonly { readonly billId: string }[]): Promise<Map<string, BillRow>> {
  return byIds<BillRow>(
    server,
    'bills',
    papers.map(({ billId }) => billId),
  );
}

const isTheirs = (paper: PaperRow | ReceiptRow, bill: BillRow | undefined): boolean =>
  bill !== undefined && bill.orgId === paper.orgId && bill.memberId === paper.memberId;

/** A note of a bill that never had a receipt: of its invoice, and all of them together of no more than that was for. */
function withoutReceipt(note: PaperRow, papers: readonly PaperRow[]): Finding[] {
  const own = papers.filter(({ billId, orgId }) => billId === note.billId && orgId === note.orgId);
  const invoice = own.find(({ kind, number }) => kind === 'invoice' && number === note.content.invoice?.number);
  if (!invoice) return [{ row: note._id, fact: 'its invoice is missing or of another bill' }];
  const given = own.filter(({ receiptId }) => receiptId === null).reduce((sum, { amount }) => sum + amount, 0);
  return note.amount > 0 && given <= invoice.amount ? [] : [{ row: note._id, fact: `${given} given back of ${invoice.amount}` }];
}

export const paperChecks: readonly Check[] = [
  rowCheck<PaperRow>({
    name: 'paper.bill',
    says: 'an invoice is of a bill that was opened, of the same member; what it says came in and is open adds up to its sum',
    database: 'server',
    collection: 'papers',
    async inspect(databases, papers) {
      const bills = await billsOf(databases, papers);
      return papers.flatMap((paper): Finding[] => {
        const bill = bills.get(paper.billId);
        if (!isTheirs(paper, bill)) return [{ row: paper._id, fact: 'its bill is missing or somebody else’s' }];
        if (paper.content.number !== paper.number || paper.content.amount !== paper.amount)
          return [
            {
              row: paper._id,
              fact: `is ${paper.number} over ${paper.amount} but prints ${paper.content.number} over ${paper.content.amount}`,
            },
          ];
        if (paper.kind !== 'invoice') return [];
        if (bill!.confirmedAt === null) return [{ row: paper._id, fact: 'asks for money of a bill that was never opened' }];
        const { received = 0, open = 0, amount } = paper.content;
        return open === Math.max(0, amount - received)
          ? []
          : [{ row: paper._id, fact: `is over ${amount}, received ${received}, open ${open}` }];
      });
    },
  }),
  rowCheck<PaperRow>({
    name: 'paper.sums',
    says: 'on an invoice and a credit note each rate is the sum of its lines and is taxed once, by one rounding',
    database: 'server',
    collection: 'papers',
    inspect: (_databases, papers) =>
      papers.flatMap((paper): Finding[] => {
        const fact = bodyFault(paper.content.amount, paper.content.body);
        return fact === null ? [] : [{ row: paper._id, fact }];
      }),
  }),
  rowCheck<ReceiptRow>({
    name: 'receipt.sums',
    says: 'on a receipt each rate is the sum of its lines and is taxed once, by one rounding',
    database: 'server',
    collection: 'receipts',
    inspect: (_databases, receipts) =>
      receipts.flatMap((receipt): Finding[] => {
        // Receipts of before there were taxed fees have no table.
        const fact = receipt.content.body ? bodyFault(receipt.content.amount, receipt.content.body) : null;
        return fact === null ? [] : [{ row: receipt._id, fact }];
      }),
  }),
  rowCheck<PaperRow>({
    name: 'paper.bytes',
    says: 'the stored bytes of an invoice and a credit note are those they were issued with',
    database: 'server',
    collection: 'papers',
    filter: { fileKey: { $ne: null } },
    async inspect({ server }, papers) {
      const findings: Finding[] = [];
      for (const paper of papers) {
        const hash = await storedHash(server, paper.orgId, paper.fileKey!);
        if (hash !== paper.sha256)
          findings.push({ row: paper._id, fact: hash === null ? 'its file is missing' : 'its file has other bytes' });
      }
      return findings;
    },
  }),
  rowCheck<PaperRow>({
    name: 'creditNote.receipt',
    says: 'credit notes give back what a receipt or, without one, the invoice of the same bill was for, and together never more',
    database: 'server',
    collection: 'papers',
    filter: { kind: 'credit_note' },
    async inspect({ server }, notes) {
      const receipts = await byIds<ReceiptRow>(
        server,
        'receipts',
        notes.map(({ receiptId }) => receiptId ?? ''),
      );
      const known = [...receipts.values()].toSorted((left, right) => (left._id < right._id ? -1 : 1));
      const all = (await pointingAt<PaperRow>(server, 'papers', 'receiptId', known)).filter(({ kind }) => kind === 'credit_note');
      const bare = notes.filter(({ receiptId }) => receiptId === null);
      const bills = [...new Set(bare.map(({ billId }) => billId))].toSorted();
      const places = bills.map((_id) => ({ _id, orgId: bare.find(({ billId }) => billId === _id)!.orgId }));
      const ofBills = await pointingAt<PaperRow>(server, 'papers', 'billId', places);
      return notes.flatMap((note): Finding[] => {
        if (note.receiptId === null) return withoutReceipt(note, ofBills);
        const receipt = receipts.get(note.receiptId ?? '');
        if (!receipt || receipt.orgId !== note.orgId || receipt.billId !== note.billId)
          return [{ row: note._id, fact: 'its receipt is missing or of another bill' }];
        const given = all.filter(({ receiptId }) => receiptId === receipt._id).reduce((sum, { amount }) => sum + amount, 0);
        return note.amount > 0 && given <= receipt.content.amount
          ? []
          : [{ row: note._id, fact: `${given} given back of ${receipt.content.amount}` }];
      });
    },
  }),
  rowCheck<PaperRow>({
    name: 'invoice.voided',
    says: 'an invoice is void only when another of the same bill names it as the one it corrects',
    database: 'server',
    collection: 'papers',
    filter: { voided: true },
    async inspect({ server }, papers) {
      const bills = [...new Set(papers.map(({ billId }) => billId))]
        .toSorted()
        .map((_id) => ({ _id, orgId: papers.find(({ billId }) => billId === _id)!.orgId }));
      const others = await pointingAt<PaperRow>(server, 'papers', 'billId', bills);
      return papers
        .filter((paper) => !others.some(({ billId, content }) => billId === paper.billId && content.replaces === paper.number))
        .map((paper) => ({ row: paper._id, fact: `${paper.number} is void, and nothing takes its place` }));
    },
  }),
  rowCheck<ReceiptRow>({
    name: 'receipt.voided',
    says: 'a receipt is void only after money was taken off its bill again',
    database: 'server',
    collection: 'receipts',
    filter: { voided: true },
    async inspect({ server }, receipts) {
      const bills = [...new Set(receipts.map(({ billId }) => billId))]
        .toSorted()
        .map((_id) => ({ _id, orgId: receipts.find(({ billId }) => billId === _id)!.orgId }));
      const rows = await pointingAt<AllocationRow>(server, 'allocations', 'billId', bills);
      return receipts
        .filter(
          ({ billId, issuedAt, voidedAt }) =>
            voidedAt === null || !rows.some((row) => row.billId === billId && row.amount < 0 && row.at >= issuedAt && row.at <= voidedAt),
        )
        .map((receipt) => ({ row: receipt._id, fact: `${receipt.number} is void although no money was taken off its bill` }));
    },
  }),
  wholeCheck({
    name: 'invoice.once',
    says: 'a bill has one invoice that holds',
    async inspect({ server }) {
      const match = { kind: 'invoice', voided: false };
      return {
        rows: await server.collection('papers').countDocuments(match),
        findings: await duplicates(server, 'papers', match, ['orgId', 'billId']),
      };
    },
  }),
  seriesCheck({
    name: 'invoice.numbers',
    says: 'the invoices of an organisation and year are numbered from 1 without a gap, up to where its counter stands',
    collection: 'papers',
    filter: { kind: 'invoice' },
    counter: 'invoice',
    letter: 'I',
  }),
  seriesCheck({
    name: 'creditNote.numbers',
    says: 'the credit notes of an organisation and year are numbered from 1 without a gap, up to where its counter stands',
    collection: 'papers',
    filter: { kind: 'credit_note' },
    counter: 'credit_note',
    letter: 'C',
  }),
  rowCheck<BookExportRow>({
    name: 'book.bytes',
    says: 'the stored bytes of a file of journals are those it was made with',
    database: 'server',
    collection: 'book_exports',
    filter: { fileKey: { $ne: null } },
    async inspect({ server }, files) {
      const findings: Finding[] = [];
      for (const file of files)
        if ((await storedHash(server, file.orgId, file.fileKey!)) !== file.sha256)
          findings.push({ row: file._id, fact: 'its file is missing or has other bytes' });
      return findings;
    },
  }),
];
