/**
 * Answers a request of direct debits as a bank would (providers.md 7), for the trial and the tests: a code in each record, and a
 * trailer that sums the codes up. It shares no code with what writes and reads those files, so that a mistake in one is not hidden by
 * the other.
 *
 * @param request The bytes of the request, CR+LF behind each record.
 * @param codeOf The code of the record at this place, counted from nought: '0' for collected.
 */
export function sampleDebitResult(request: Uint8Array, codeOf: (at: number) => string): Buffer {
  const records = Buffer.from(request).toString('latin1').split('\r\n');
  const done = { count: 0, amount: 0 };
  const failed = { count: 0, amount: 0 };
  const answered = records
    .filter((record) => record.startsWith('2'))
    .map((record, at) => {
      const code = codeOf(at);
      const side = code === '0' ? done : failed;
      side.count += 1;
      side.amount += Number(record.slice(80, 90));
      return `${record.slice(0, 111)}${code}${record.slice(112)}`;
    });
  const sums = [done, failed].map(({ count, amount }) => `${String(count).padStart(6, '0')}${String(amount).padStart(12, '0')}`).join('');
  const rest = records.filter((record) => !record.startsWith('2'));
  const [head = '', trailer = '', ...end] = rest;
  return Buffer.from([head, ...answered, `${trailer.slice(0, 19)}${sums}${trailer.slice(55)}`, ...end].join('\r\n'), 'latin1');
}
