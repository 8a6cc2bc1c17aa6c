/** Names of fields whose value opens or seals something, at any depth: none of them leaves, whatever a row is given one day. */
const sealed = /hash|token|secret|sealed|password|idempotency|fingerprint/i;
/** An id that happens to spell one of them is the key of a value of somebody's own field. */
const isId = (name: string): boolean => /^[a-z]{3}_[0-9A-Z]{26}$/.test(name);

/** A row as it leaves with an organisation (IMP-07): without what opens a door, moments in ISO 8601. */
export function archivedRow(row: unknown, only?: readonly string[]): unknown {
  if (Array.isArray(row)) return row.map((one) => archivedRow(one));
  if (row instanceof Date || typeof row !== 'object' || row === null) return row;
  // Bytes and what else the driver has classes for is no text.
  if (Object.getPrototypeOf(row) !== Object.prototype) return undefined;
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => name !== 'orgId' && (isId(name) || !sealed.test(name)) && (only === undefined || only.includes(name)))
      .map(([name, value]) => [name, archivedRow(value)]),
  );
}
