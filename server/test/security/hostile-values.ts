/**
 * What nobody types: as the JSON text that stands in the place of a value. `never`: no field of ours may take it, wherever
 * it stands; the others a field of free text may well take, as the text they are.
 */
export interface HostileValue {
  readonly name: string;
  readonly json: string;
  readonly never: boolean;
}

const never = (name: string, json: string): HostileValue => ({ name, json, never: true });
const text = (name: string, value: string): HostileValue => ({ name, json: JSON.stringify(value), never: false });
const repeated = (count: number, item: string) => `[${Array.from({ length: count }, () => item).join(',')}]`;

export const hostileValues: readonly HostileValue[] = [
  never('an operator', '{"$gt":""}'),
  never('an operator that negates', '{"$ne":null}'),
  never('an operator that searches', '{"$regex":".*","$options":"s"}'),
  never('an operator that runs', '{"$where":"while(true){}"}'),
  never('an expression', '{"$expr":{"$function":{"body":"x","args":[],"lang":"js"}}}'),
  never('a list of operators', '[{"$gt":""}]'),
  never('a kind of BSON', '{"_bsontype":"ObjectId","id":"xxxxxxxxxxxx"}'),
  never('a prototype', '{"__proto__":{"polluted":true}}'),
  never('a constructor', '{"constructor":{"prototype":{"polluted":true}}}'),
  never('a dotted key', '{"orgId.x":1,"a.b":{"$gt":1}}'),
  never('things of their own kind', '{"toString":1,"valueOf":1,"toJSON":1,"then":1,"length":1e9}'),
  never('ten thousand of one', repeated(10_000, '"x"')),
  never('ten thousand operators', repeated(9000, '{"$a":1}')),
  never('brackets without an end in sight', `${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  never('objects without an end in sight', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
  never('endless', '1e999'),
  never('a figure past all counting', '9007199254740993'),
  never('a fraction of a yen', '0.5'),
  never('less than nothing', '-9999999999'),
  never('1e21', '1e21'),
  text('not a number', 'NaN'),
  text('a day that is not', '2026-02-30'),
  text('a day before all days', '0000-00-00'),
  text('a day beyond days', '+275760-09-13'),
  text('a moment beyond moments', '9999-12-31T23:59:60Z'),
  text('half a letter', '\ud800'),
  text('the other half', '山\udc00\ud800'),
  text('control characters', 'a\u0000b\u0007\u001b[2J\u007f\u0085'),
  text('lines of a header', 'x\r\nBcc: x@example.jp\r\n\r\n<p>'),
  text('text turned around', '\u202e\u2066gnp.exe\u2069'),
  text('nothing to see', '\u200b\u2060\ufeff'),
  text('letters on letters', `e${'\u0301'.repeat(5000)}`),
  text('a very long text', '山'.repeat(30_000)),
  text('a path', '../../../../etc/passwd\u0000.pdf'),
  text('markup', '"><script>alert(1)</script><img src=x onerror=alert(1)>'),
  text('a formula', '=cmd|"/C calc"!A1'),
  text('a pattern that never ends', '(a+)+$(a|a)*$^'),
  text('a template', '{{constructor.constructor("x")()}}${7*7}'),
  text('the prototype by name', '__proto__'),
  text('an operator by name', '$where'),
  text('an id of another kind', 'org_01JZZZZZZZZZZZZZZZZZZZZZZZ'),
  text('an id that is too long', `mem_${'0'.repeat(500)}`),
  text('an id with a letter that is none of ours', 'mem_01JZZZZZZZZZZZZZZZZZZZZZZI'),
];

/** More than any door lets in; sent rarely, since it is long. */
export const oversized: HostileValue = never('a megabyte', JSON.stringify('x'.repeat(1_000_000)));

/** As a JSON key would do it, and not as a program would: an own property with that name. */
const hostileKeys = [
  '"__proto__":{"polluted":true}',
  '"constructor":{"prototype":{"polluted":true}}',
  '"orgId":"org_01JZZZZZZZZZZZZZZZZZZZZZZZ"',
  '"$where":"1"',
];

export const brokenBodies = ['', '{', '[]', 'null', '"x"', '0', '{"json":', '\u0000', '{"a":1}{"b":2}', '{"a":01}', '\ufeff{}'];

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (Array.isArray(value)) return [at, ...value.flatMap((each, place) => pathsOf(each, [...at, place]))];
  if (typeof value === 'object' && value !== null)
    return [...(at.length === 0 ? [] : [at]), ...Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...at, key]))];
  return [at];
}

const mark = '@@the hostile value@@';

function withMark(value: unknown, path: Path): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return mark;
  if (Array.isArray(value)) return value.map((each, place) => (place === head ? withMark(each, rest) : (each as unknown)));
  return { ...(value as object), [head]: withMark((value as Record<string, unknown>)[head], rest) };
}

export interface HostileInput {
  readonly what: string;
  readonly body: string;
  readonly never: boolean;
}

/** Every value in every place of an input, and keys that nobody asked for. */
export function hostileInputs(input: unknown): HostileInput[] {
  const places = input === undefined ? [[]] : pathsOf(input);
  const values = places.flatMap((path) =>
    hostileValues.map(({ name, json, never: refused }) => ({
      what: `${name} at ${path.join('.') || 'the whole'}`,
      body: JSON.stringify(withMark(input, path)).replace(JSON.stringify(mark), () => json),
      never: refused,
    })),
  );
  if (typeof input !== 'object' || input === null) return values;
  const inner = JSON.stringify(input).slice(1, -1);
  return [
    ...hostileKeys.map((key) => ({ what: `the key ${key}`, body: `{${key}${inner === '' ? '' : ','}${inner}}`, never: true })),
    ...values,
  ];
}
