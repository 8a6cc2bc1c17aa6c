const pageSize = 500;
const kept = 20;
const looks = 4;
const wait = (ms) => new Promise((wake) => setTimeout(wake, ms));
/**
 * Walks a collection in pages by id, so that memory stays at one page whatever the size. The system may be running: what
 * looks wrong is looked at again a little later, and only what stays wrong counts.
 */
export function rowCheck(given) {
  return {
    name: given.name,
    says: given.says,
    async run(databases, patienceMs) {
      const collection = databases[given.database].collection(given.collection);
      const findings = [];
      let rows = 0;
      let broken = 0;
      for await (const page of pagesOf(collection, given)) {
        rows += page.length;
        const found = await settle(databases, collection, given, page, patienceMs);
        broken += found.length;
        findings.push(...found.slice(0, kept - findings.length));
      }
      return { name: given.name, says: given.says, rows, broken, findings };
    },
  };
}
/** One cursor in the order of ids, cut into pages. */
async function* pagesOf(collection, given) {
  const options = { batchSize: pageSize, ...(given.projection ? { projection: given.projection } : {}) };
  let page = [];
  for await (const row of collection.find(given.filter ?? {}, options).sort({ _id: 1 })) {
    page.push(row);
    if (page.length < pageSize) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
async function settle(databases, collection, given, page, patienceMs) {
  let found = await given.inspect(databases, page);
  for (let look = 1; look < looks && found.length > 0; look += 1) {
    await wait(patienceMs * look);
    const ids = [...new Set(found.map((finding) => finding.row))];
    const again = await collection
      .find({ $and: [given.filter ?? {}, { _id: { $in: ids } }] }, given.projection ? { projection: given.projection } : {})
      .sort({ _id: 1 })
      .toArray();
    found = await given.inspect(databases, again);
  }
  return found;
}
/** A statement about a whole collection, such as a series without gaps. */
export function wholeCheck({ name, says, inspect }) {
  return {
    name,
    says,
    async run(databases, patienceMs) {
      let result = await inspect(databases);
      for (let look = 1; look < looks && result.findings.length > 0; look += 1) {
        await wait(patienceMs * look);
        result = await inspect(databases);
      }
      return { name, says, rows: result.rows, broken: result.findings.length, findings: result.findings.slice(0, kept) };
    },
  };
}
/** The rows of a page name a stretch of ids: bounding both ends costs what it returns on every engine, `$in` does not. */
function stretch(rows) {
  if (rows.length < 20) return { $in: rows.map((row) => row._id) };
  return { $gte: rows[0]._id, $lte: rows.at(-1)._id };
}
/** What points at the rows of a page by one field, organisation by organisation, as the indexes begin. */
export async function pointingAt(db, collection, field, rows, projection = {}) {
  const found = [];
  for (const orgId of orgsOf(rows)) {
    const own = rows.filter((row) => row.orgId === orgId);
    const filter = { orgId, [field]: stretch(own) };
    found.push(...(await db.collection(collection).find(filter, { projection }).toArray()));
  }
  return found;
}
/** Rows of another collection under the same ids, by id. */
export async function sameIds(db, collection, rows) {
  const found = await db
    .collection(collection)
    .find({ _id: stretch(rows) })
    .toArray();
  return new Map(found.map((row) => [row._id, row]));
}
/** Rows by their ids alone: a second condition beside them would make the embedded engine walk the collection. */
export async function byIds(db, collection, ids, projection = {}) {
  if (ids.length === 0) return new Map();
  const found = await db
    .collection(collection)
    .find({ _id: { $in: [...new Set(ids)] } }, { projection })
    .toArray();
  return new Map(found.map((row) => [row._id, row]));
}
const orgsOf = (rows) => [...new Set(rows.map((row) => row.orgId))];
export const idsOf = (rows) => rows.map((row) => row._id);
export const isYen = (value, least = 0, most = 9_999_999) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
/** Values of one field that several rows share, where each must stand alone. */
export async function duplicates(db, collection, match, fields) {
  const key = Object.fromEntries(fields.map((field) => [field, `$${field}`]));
  const groups = await db
    .collection(collection)
    .aggregate([{ $match: match }, { $group: { _id: key, count: { $sum: 1 } } }, { $match: { count: { $gt: 1 } } }], { allowDiskUse: true })
    .toArray();
  return groups.map((group) => ({ row: Object.values(group._id).join(' '), fact: `${group.count} rows share ${fields.join(', ')}` }));
}
//# sourceMappingURL=ledger.js.map
