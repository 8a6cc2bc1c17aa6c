import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { rootRouter } from '../src/app/root.router.ts';
import { type Door, type Doors, doors, limit, openDoors } from './trpc-doors.factory.ts';

/** Everything here is asked of both adapters: what we answer ourselves is what tRPC's own would have answered (decision 19). */
let standing: Doors;
beforeAll(async () => {
  standing = await openDoors();
});
afterEach(() => {
  standing.failures.length = 0;
});
afterAll(() => standing.close());

const json = { 'content-type': 'application/json' };

interface Heard {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly cookies: readonly string[];
}

/** One request to one door, and what of the answer a caller can hold on to. */
async function hear(door: Door, path: string, init: RequestInit): Promise<Heard> {
  const response = await fetch(`${standing.url(door)}/${path}`, init);
  const text = await response.text();
  const named = (name: string) => [name, response.headers.get(name)] as const;
  return {
    status: response.status,
    body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
    headers: Object.fromEntries(['content-type', 'cache-control', 'vary'].map(named)),
    cookies: response.headers.getSetCookie(),
  };
}

/** Asks both doors, which answer alike. */
async function hearBoth(path: string, init: () => RequestInit): Promise<Heard> {
  const [stock, ours] = [await hear('stock', path, init()), await hear('ours', path, init())];
  expect(ours, path).toEqual(stock);
  return ours;
}
const posted =
  (body: unknown, headers: Record<string, string> = {}) =>
  (): RequestInit => ({
    method: 'POST',
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
const refusal = (code: string, httpStatus: number, domainCode: string, issues: unknown[] = [], params: object = {}) =>
  expect.objectContaining({ message: domainCode, data: { code, httpStatus, domainCode, params, issues, requestNumber: 'NUMBER' } });

describe('both doors answer alike', () => {
  test('one call and a batch: statuses, headers, shapes', async () => {
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', vary: 'trpc-accept, accept' };
    const one = await hearBoth('things.get', posted({ name: 'a' }));
    expect(one).toEqual({ status: 200, headers, cookies: [], body: { result: { data: { hello: 'a', note: null } } } });
    expect((await hearBoth('things.nothing', posted(undefined))).body).toEqual({ result: {} });
    const mixed = await hearBoth('things.get,things.refuse,things.none?batch=1', posted({ 0: { name: 'a' }, 1: { name: 'b' } }));
    expect(mixed).toMatchObject({ status: 207, headers });
    expect(mixed.body).toEqual([
      { result: { data: { hello: 'a', note: null } } },
      { error: refusal('CONFLICT', 409, 'IN_PROGRESS', [], { name: 'b' }) },
      { error: refusal('NOT_FOUND', 404, 'NOT_FOUND') },
    ]);
    // All alike: their own status.
    expect((await hearBoth('things.refuse,things.refuse?batch=1', posted({ 0: { name: 'a' }, 1: { name: 'b' } }))).status).toBe(409);
    expect((await hearBoth('things.refuse,things.none?batch=1', posted({ 0: { name: 'a' } }))).status).toBe(207);
    expect((await hearBoth('things.get?batch=1', posted({ 0: { name: 'a' } }))).status).toBe(200);
  });

  test('cookies come in with every call and go out with the answer', async () => {
    const both = await hearBoth('things.save', posted({ name: 'x' }, { cookie: 'session=1; other=2' }));
    expect(both.cookies).toEqual(['first=x; Path=/; HttpOnly', 'second=2; Path=/']);
    expect(both.body).toEqual({ result: { data: { cookies: 'session=1; other=2' } } });
    const batch = await hearBoth('things.save,things.save?batch=1', posted({ 0: { name: 'x' }, 1: { name: 'y' } }));
    expect(batch.cookies).toHaveLength(4);
  });

  test('what is not known is not found, whatever it is called', async () => {
    const names = [
      'none',
      'things',
      'things.none',
      '__proto__',
      'constructor',
      'toString',
      'things.__proto__',
      'things.constructor',
      'hasOwnProperty',
    ];
    for (const name of [...names, 'then', 'valueOf', '_def', '%5F%5Fproto%5F%5F', 'a b', 'things.get,'])
      expect((await hearBoth(name, posted({ name: 'a' }))).status, name).toBe(404);
    expect((await hearBoth(`${names.join(',')}?batch=1`, posted({}))).status).toBe(404);
    expect((await hearBoth('', posted({}))).status).toBe(404);
    expect((await hearBoth('%E0%A4%A', posted({}))).status).toBe(400);
  });

  test('bodies that are none, that are broken, or that are something else', async () => {
    const wrong = ['', '{', '{"name":', 'name=a', '\u0000', '{"name":"a"}}', '[1', 'undefined', 'NaN', `{"name":"a"}${'\0'}`];
    for (const body of wrong) {
      const both = await hearBoth('things.get', posted(body));
      expect(both, body).toMatchObject({ status: 400, body: { error: refusal('BAD_REQUEST', 400, 'INVALID_INPUT') } });
    }
    const unfit = [
      'null',
      '1',
      '"a"',
      '[]',
      '{}',
      '{"name":1}',
      '{"name":"a","more":1}',
      '{"__proto__":{"name":"a"}}',
      '{"constructor":1}',
    ];
    for (const body of unfit) expect((await hearBoth('things.get', posted(body))).status, body).toBe(400);
    // Nobody asks for the body of what takes none.
    expect((await hearBoth('things.plain', posted('{'))).status).toBe(200);
    expect((await hearBoth('things.perhaps', posted(undefined))).status).toBe(400);
    for (const body of ['[]', 'null', '1', '"a"', '{', ''])
      expect((await hearBoth('things.get,things.get?batch=1', posted(body))).status, body).toBe(400);
    expect((await hearBoth('things.get,things.perhaps?batch=1', posted({ 1: { n: 1 } }))).status).toBe(207);
    // With a byte order mark, and with bytes that are no letters.
    expect((await hearBoth('things.get', posted('\uFEFF{"name":"a"}'))).status).toBe(200);
    const bytes = () => ({
      method: 'POST',
      headers: json,
      body: Buffer.from([...Buffer.from('{"name":"'), 0xff, 0xc3, 0x28, ...Buffer.from('"}')]),
    });
    expect((await hearBoth('things.get', bytes)).body).toMatchObject({ result: { data: { hello: '\uFFFD\uFFFD(' } } });
  });

  test('a body that is too long, with its length and without', async () => {
    const long = JSON.stringify({ name: 'a', note: 'x'.repeat(limit) });
    const inParts = () => ({
      method: 'POST',
      headers: json,
      duplex: 'half' as const,
      body: new ReadableStream({
        start(controller) {
          for (let at = 0; at < long.length; at += 300) controller.enqueue(Buffer.from(long.slice(at, at + 300)));
          controller.close();
        },
      }),
    });
    for (const init of [posted(long), inParts])
      expect(await hearBoth('things.get', init)).toMatchObject({
        status: 413,
        body: { error: refusal('PAYLOAD_TOO_LARGE', 413, 'INVALID_INPUT') },
      });
    const fits = JSON.stringify({ name: 'a', note: 'x'.repeat(limit - 22) });
    expect(fits).toHaveLength(limit);
    expect((await hearBoth('things.get', posted(fits))).status).toBe(200);
    expect((await hearBoth('things.get', posted(`${fits} `))).status).toBe(413);
  });

  test('types of content, methods, and ways of asking that are none', async () => {
    for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json ;x=1'])
      expect((await hearBoth('things.get', posted({ name: 'a' }, { 'content-type': type }))).status, type).toBe(200);
    for (const type of ['text/plain', 'application/json-patch+json', 'application/jsonx', 'x/application/json'])
      expect((await hearBoth('things.get', posted({ name: 'a' }, { 'content-type': type }))).status, type).toBe(415);
    const address = (name: string) => `${name}?input=${encodeURIComponent('{"name":"a"}')}`;
    expect((await hearBoth(address('things.get'), () => ({ method: 'GET' }))).status).toBe(200);
    expect(await hearBoth(address('things.save'), () => ({ method: 'GET' }))).toMatchObject({ status: 405, cookies: [] });
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      expect((await hearBoth('things.save', () => ({ ...posted({ name: 'a' })(), method }))).status, method).toBe(405);
    expect((await hearBoth('things.get', () => ({ method: 'HEAD' }))).status).toBe(204);
    expect((await hearBoth('things.get?batch=0', posted({ name: 'a' }))).status).toBe(200);
    expect((await hearBoth('things.get?connectionParams=x', posted({ name: 'a' }))).status).toBe(400);
    expect((await hearBoth('things.get?batch=1&x=2', posted({ 0: { name: 'a' } }))).status).toBe(200);
    expect((await hearBoth('things.get', posted({ name: 'a' }, { 'trpc-accept': 'application/jsonl' }))).status).toBe(400);
    expect((await hearBoth('things.get', posted({ name: 'a' }, { accept: 'text/html, application/jsonl' }))).status).toBe(400);
  });

  test('ten calls in a batch and not eleven; never queries beside mutations, never a stream', async () => {
    const batch = (count: number) => `${Array.from({ length: count }, () => 'things.plain').join(',')}?batch=1`;
    expect((await hearBoth(batch(10), posted({}))).body).toHaveLength(10);
    expect(await hearBoth(batch(11), posted({}))).toMatchObject({ status: 400, body: { error: { message: 'INVALID_INPUT' } } });
    const both = { 0: { name: 'a' }, 1: { name: 'a' } };
    expect(await hearBoth('things.get,things.save?batch=1', posted(both))).toMatchObject({ status: 400, cookies: [] });
    expect((await hearBoth('things.flow,things.flow?batch=1', posted({}))).status).toBe(400);
    const stream = await hearBoth('things.flow', () => ({ method: 'GET' }));
    expect(stream.headers['content-type']).toBe('text/event-stream');
    expect(stream.body).toContain('data: {"n":1}');
  });

  test('who cannot be told apart is refused before anything is read, in each of their calls', async () => {
    const without = await hearBoth('things.get', posted('{', { 'x-without': 'known' }));
    expect(without).toMatchObject({ status: 503, body: { error: { message: 'UNAVAILABLE', data: { domainCode: 'UNAVAILABLE' } } } });
    const batch = await hearBoth('things.get,things.none?batch=1', posted({}, { 'x-without': 'known' }));
    expect((batch.body as { error: { message: string } }[]).map(({ error }) => error.message)).toEqual(['UNAVAILABLE', 'NOT_FOUND']);
    const unknown = await hearBoth('things.get', posted({}, { 'x-without': 'unknown' }));
    expect(unknown).toMatchObject({ status: 500, body: { error: { message: 'UNEXPECTED' } } });
    expect(JSON.stringify(unknown.body)).not.toContain('inside');
    expect(standing.failures).toEqual([]);
  });

  test('answers that are none are ours to mend: a part that is still to come, and what JSON has no word for', async () => {
    expect((await hearBoth('things.later', posted({}))).status).toBe(415);
    expect((await hearBoth('things.plain,things.later?batch=1', posted({}))).status).toBe(207);
    expect(await hearBoth('things.unwritable', posted({}))).toMatchObject({ status: 500, body: { error: { message: 'UNEXPECTED' } } });
    expect(standing.failures).toHaveLength(1);
    expect(await hearBoth('things.unwritable,things.plain?batch=1', posted({}))).toMatchObject({ status: 500 });
  });
});

test.each(doors)('who hangs up in the middle of a body leaves the door open for others: %s', async (door) => {
  for (const path of ['things.get', 'things.none', 'things.plain']) {
    const socket = connect(standing.ports[door], '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST /trpc/${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"name":`);
    socket.end();
    socket.resume();
    await once(socket, 'close');
  }
  expect((await hear(door, 'things.get', posted({ name: 'a' })())).status).toBe(200);
  expect(standing.failures).toEqual([]);
});

test('no schema of the product has to wait for anything, so that each can be parsed at once', async () => {
  const all = Object.entries(
    rootRouter._def.procedures as unknown as Record<string, { _def: { inputs: z.ZodType[]; output?: z.ZodType } }>,
  );
  const schemas = all.flatMap(([path, { _def }]) =>
    [..._def.inputs, ...(_def.output ? [_def.output] : [])].map((schema) => ({ path, schema })),
  );
  expect(schemas.length).toBeGreaterThan(300);
  for (const { path, schema } of schemas) {
    expect(schema, path).toBeInstanceOf(z.ZodType);
    expect((schema as { parseAsync?: unknown }).parseAsync, path).toBeUndefined();
    expect(() => schema.safeParse({}), path).not.toThrow();
  }
});
