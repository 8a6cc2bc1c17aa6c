import { type Check, type Finding, type LedgerRow, wholeCheck } from './ledger.ts';

interface Counter extends LedgerRow {
  readonly name: string;
  readonly value: number;
}
interface Numbered extends LedgerRow {
  readonly number: string;
}

interface Series {
  readonly name: string;
  readonly says: string;
  readonly collection: string;
  /** What of the collection is numbered in the series. */
  readonly filter: Readonly<Record<string, unknown>>;
  /** The counter is `<counter>-<year>`, a number `<letter><year>-000001`. */
  readonly counter: string;
  readonly letter: string;
}

/** Numbers of each organisation and year from 1 on without a gap, up to where the counter stands. */
export function seriesCheck({ name, says, collection, filter, counter, letter }: Series): Check {
  return wholeCheck({
    name,
    says,
    async inspect({ server }) {
      const findings: Finding[] = [];
      let rows = 0;
      const counted = new Set<string>();
      for await (const row of server.collection<Counter>('counters').find({ name: new RegExp(`^${counter}-\\d{4}$`) })) {
        const prefix = `${letter}${row.name.slice(counter.length + 1)}-`;
        counted.add(`${row.orgId} ${prefix}`);
        let next = 1;
        const own = server
          .collection<Numbered>(collection)
          .find({ ...filter, orgId: row.orgId, number: { $gte: prefix, $lt: `${prefix}~` } }, { projection: { orgId: 1, number: 1 } })
          .sort({ number: 1 });
        for await (const paper of own) {
          rows += 1;
          const number = Number(paper.number.slice(prefix.length));
          if (number !== next) findings.push({ row: paper._id, fact: `${paper.number} stands where ${next} is due` });
          next = number + 1;
        }
        if (next !== row.value + 1) findings.push({ row: row._id, fact: `the counter says ${row.value}, the last number is ${next - 1}` });
      }
      const series = await server
        .collection<Numbered>(collection)
        .aggregate<{ _id: { orgId: string; prefix: string } }>([
          { $match: filter },
          { $group: { _id: { orgId: '$orgId', prefix: { $substrCP: ['$number', 0, 6] } } } },
        ])
        .toArray();
      for (const { _id } of series)
        if (!counted.has(`${_id.orgId} ${_id.prefix}`))
          findings.push({ row: `${_id.orgId} ${_id.prefix}`, fact: 'has numbers but no counter' });
      return { rows, findings };
    },
  });
}
