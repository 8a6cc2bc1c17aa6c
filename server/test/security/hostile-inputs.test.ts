import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import { seedFrom, testRandom } from '@tsudoi/shared/service/test-random';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { rootRouter } from '../../src/app/root.router.ts';
import type { ProcedureMeta } from '../../src/platform/trpc.ts';
import { inputs } from '../procedure-inputs.ts';
import { routesOfServer } from '../route-inputs.ts';
import { type ServerRig, startServerRig } from '../server-rig.ts';
import { type Side, makeSide } from '../side.factory.ts';
import { booksIn, differing, restless, writtenEachTime } from './compared-books.ts';
import { brokenBodies, hostileInputs, hostileValues, oversized } from './hostile-values.ts';
import { openObjects, sampleInput } from './sample-input.ts';

let rig: ServerRig;
let said: CommandCounter;
let side: Side;
beforeAll(async () => {
  rig = await startServerRig({}, 'watched');
  said = countCommands(rig.service.platform.databases.client);
  side = await makeSide(rig, '白鳥');
});
afterAll(() => rig.stop());

/** `TSUDOI_SEED=… npm test -- security` repeats a run; the seed stands in every failure. */
const random = testRandom(seedFrom(process.env['TSUDOI_SEED']));
/** Of the thousands of places and values; all of G10's full figure when `TSUDOI_FULL=1`. */
const perProcedure = process.env['TSUDOI_FULL'] === '1' ? 200 : 10;
const atOnce = 8;
const json = { 'content-type': 'application/json' };

const procedures = Object.entries(rootRouter._def.procedures)
  .map(([path, procedure]) => ({
    path,
    ...(procedure as unknown as { _def: { meta?: ProcedureMeta; type: string; inputs: readonly unknown[] } })._def,
  }))
  .filter(({ type }) => type !== 'subscription')
  // The member's own first: an office that may do everything may also end their membership.
  .toSorted((left, right) => Number(left.meta?.audience !== 'my') - Number(right.meta?.audience !== 'my'));
type Procedure = (typeof procedures)[number];

/** What no answer may carry: the words of the database, of the language, or where our source lies. A month of debits has a collectionId. */
const inside =
  /Mongo|E11000|BSON|Secantus|node_modules|node:|\.ts\b|\.js:|\n\s*at |CastError|ValidationError|StrictMode|ZodError|(?:Type|Range|Syntax|Reference)Error|is not a function|Cannot read|undefined|collection(?!Id)|ECONN/;

function inputOf({ path, inputs: schemas, meta }: Procedure): unknown {
  if (meta?.audience !== 'public') return inputs[path]?.(side.ids);
  const [schema] = schemas;
  if (schema === undefined) return undefined;
  const known = { org: side.ids['slug'], slug: side.ids['slug'], email: 'a@example.jp', birthDate: '1980-01-01', code: '000000' };
  const reading = { familyNameKana: 'ア', givenNameKana: 'ア', ownerFamilyNameKana: 'ア', ownerGivenNameKana: 'ア' };
  return sampleInput(schema, { ...known, ...reading, memberId: side.ids['memberId'], membershipTypeId: side.ids['membershipTypeId'] });
}

const writing = new Set(['insert', 'update', 'delete', 'findAndModify', 'findandmodify', 'bulkWrite']);
/** Whether anybody has written into the books since this was asked before: to read all of them after every procedure took most of the time. */
function wasWritten(): boolean {
  const found = said.commands.some(({ name, collection }) => writing.has(name) && !restless.test(collection));
  said.reset();
  return found;
}

const books = () => booksIn(rig.database.databases.server);
/** Behind the hour of the day the day's round of reminders begins by itself, whatever is asked meanwhile. */
const isOfTheHour = (name: string) => name === 'dunning_jobs';

/** As it can stand in an address: half a letter has no place there. */
const addressed = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

interface Sent {
  readonly what: string;
  readonly path: string;
  readonly init: RequestInit;
  /** What no door may answer to this. */
  readonly never?: boolean;
}
interface Told {
  readonly sent: Sent;
  readonly status: number;
}
let faults: string[] = [];
beforeEach(() => {
  faults = [];
});

async function send(sent: Sent): Promise<Told> {
  const { what, path, init } = sent;
  const response = await fetch(`${rig.url}${path}`, { method: 'POST', redirect: 'manual', ...init });
  const { status } = response;
  const text = /json|text/.test(response.headers.get('content-type') ?? '') ? await response.text() : (await response.arrayBuffer(), '');
  // The number of a request is drawn: of eight letters and figures, E11000 may be six.
  const answer = text.replace(/"requestNumber":"\w*"/, '');
  // The payments-service is not there in this test; no caller can cause that.
  const excused = status === 503 && answer.includes('PROVIDER_UNAVAILABLE');
  if (status >= 500 && !excused) faults.push(`${path}, ${what}: ${status} ${answer.slice(0, 300)}`);
  if (status >= 400 && inside.test(answer)) faults.push(`${path}, ${what}, speaks of its inside: ${answer.slice(0, 300)}`);
  if (sent.never && status < 400) faults.push(`${path}, ${what}: taken with ${status}`);
  return { sent, status };
}

/** Sends all of it, eight at a time; tells how long the server thought of nothing else. */
async function sendAll(all: readonly Sent[]): Promise<{ told: Told[]; stalledMs: number }> {
  const left = [...all];
  const told: Told[] = [];
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const hand = async () => {
    for (let one = left.shift(); one; one = left.shift()) told.push(await send(one));
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
  delay.disable();
  return { told, stalledMs: delay.max / 1e6 };
}

/** A machine may hold the process for a moment; an input that makes the server think does so again. */
async function withoutStall(all: readonly Sent[]): Promise<Told[]> {
  const { told, stalledMs } = await sendAll(all);
  if (stalledMs > 500)
    for (const one of all) {
      const again = await sendAll([one]);
      const third = again.stalledMs > 500 ? await sendAll([one]) : again;
      if (third.stalledMs > 500) faults.push(`${one.path}, ${one.what}: nothing else for ${Math.round(third.stalledMs)} ms`);
    }
  return told;
}

const none = (list: readonly string[]) => expect(list, `seed ${random.seed}`).toEqual([]);
let tried = 0;

describe('G10: what nobody types', () => {
  test('G10 T50 T51 T52: hostile values in every procedure: no failure, nothing of the inside, nothing written where refused', async () => {
    let before = await books();
    wasWritten();
    for (const procedure of procedures) {
      const { path, meta, type, inputs: schemas } = procedure;
      const token = meta?.audience === 'public' ? null : meta?.audience === 'my' ? side.member : side.owner;
      const headers = { ...json, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
      const takes = schemas.length > 0;
      const chosen = random.shuffled(hostileInputs(takes ? inputOf(procedure) : undefined)).slice(0, perProcedure);
      const sent = chosen.map(({ what, body, never }): Sent => ({
        what,
        path: `/trpc/${path}`,
        init: { headers, body },
        never: takes && never,
      }));
      const told = await withoutStall(sent);
      tried += told.length;
      if (!wasWritten()) continue;
      const now = await books();
      const changed = differing(before, now);
      before = now;
      if (changed.length === 0 || (type !== 'query' && told.some(({ status }) => status < 400))) continue;
      const again = await writtenEachTime(books, () => withoutStall(sent));
      wasWritten();
      before = await books();
      if (again.length > 0) faults.push(`${path} wrote into ${again.join(', ')}: ${chosen.map(({ what }) => what).join('; ')}`);
    }
    none(faults);
    let last = await books();
    // Work in the background is seen: what stands now is compared with what stood when it had written.
    for (; wasWritten(); last = await books()) before = last;
    expect(differing(before, last), 'written by a command that was not seen').toEqual([]);
    expect(tried).toBeGreaterThanOrEqual(2000);
    expect((await rig.ask('identity.viewer', undefined, side.owner)).status).toBe(200);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('G10 T47: every object of every input takes the keys it knows and no others', () => {
    const list = z.strictObject({ a: z.array(z.object({ b: z.string() })), c: z.union([z.looseObject({}), z.null()]) });
    expect(openObjects(list)).toEqual(['.a[]', '.c']);
    const open = procedures.flatMap(({ path, inputs: schemas }) =>
      schemas.flatMap((schema) => openObjects(schema).map((at) => `${path} ${at}`)),
    );
    expect(open).toEqual([]);
  });

  test('G10: broken, endless and mislabelled bodies at the door of the procedures', async () => {
    const before = await books();
    const path = '/trpc/members.get';
    const headers = { ...json, authorization: `Bearer ${side.owner}` };
    const bodies = brokenBodies.map((body): Sent => ({ what: `the body ${body}`, path, init: { headers, body }, never: true }));
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json5', ''].map(
      (type): Sent => ({ what: `type ${type}`, path, init: { headers: { ...headers, 'content-type': type }, body: '{}' }, never: true }),
    );
    const paths = [
      '/trpc/',
      '/trpc/__proto__',
      '/trpc/constructor',
      '/trpc/members.__proto__',
      '/trpc/members.get,',
      '/trpc/%00',
      '/trpc/%E0%A4%A',
    ];
    const places = paths.map((place): Sent => ({ what: 'a place that is none', path: place, init: { headers, body: '{}' }, never: true }));
    const big: Sent = { what: oversized.name, path, init: { headers, body: oversized.json }, never: true };
    await withoutStall([...bodies, ...types, ...places, big]);
    none(faults);
    expect(differing(before, await books()).filter((name) => !isOfTheHour(name))).toEqual([]);
  });

  test('G10: every route that is no procedure: uploads, downloads, papers, cookies, streams', async () => {
    const office = { authorization: `Bearer ${side.owner}` };
    const page = { ...json, 'x-tsudoi': '1', origin: rig.service.platform.env.PUBLIC_URL };
    const filter = { q: '', status: 'all', membershipTypeId: null, sort: 'kana', descending: false };
    const hostile = (path: string, input: unknown, headers: Record<string, string>): Sent[] =>
      random
        .shuffled(hostileInputs(input))
        .slice(0, 60)
        .map(({ what, body }) => ({ what, path, init: { headers, body } }));
    const texts = hostileValues.filter(({ json: value }) => value.startsWith('"')).map(({ json: value }) => JSON.parse(value) as string);
    const inAddress = (build: (value: string) => string, init: RequestInit): Sent[] =>
      texts.map((value) => ({ what: value.slice(0, 40), path: build(addressed(value).slice(0, 4000)), init }));
    const routes: Record<string, Sent[]> = {
      'POST /auth/refresh': [
        ...hostile('/auth/refresh', { audience: 'admin', org: side.ids['slug'] }, { ...page, cookie: `rt-admin-${side.ids['slug']}=x` }),
        ...texts.map((value): Sent => {
          const cookie = `rt-admin-${side.ids['slug']}=${addressed(value).slice(0, 4000)}`;
          return {
            what: 'a cookie',
            path: '/auth/refresh',
            init: { headers: { ...page, cookie }, body: JSON.stringify({ audience: 'admin', org: side.ids['slug'] }) },
          };
        }),
      ],
      'POST /auth/logout': hostile('/auth/logout', { audience: 'my', org: side.ids['slug'] }, page),
      'POST /uploads/member-imports': inAddress((value) => `/uploads/member-imports?fileName=${value}&fileName[$gt]=`, {
        headers: { ...office, 'content-type': 'text/csv' },
        body: '\u0000\ufffd',
      }),
      'GET /uploads/member-imports/sample.csv': inAddress((value) => `/uploads/member-imports/sample.csv?${value}`, { method: 'GET' }),
      'POST /downloads/archive': hostile('/downloads/archive', { password: '' }, { ...json, ...office }),
      'POST /downloads/members': hostile('/downloads/members', { ...filter, format: 'csv_sjis', columns: ['姓'] }, { ...json, ...office }),
      'POST /downloads/member-papers': hostile(
        '/downloads/member-papers',
        { ...filter, paper: 'labels', sheet: '2x6', start: 1, shiftX: 0, shiftY: 0, withoutEmail: false },
        { ...json, ...office },
      ),
      'POST /downloads/first-access-letters': hostile(
        '/downloads/first-access-letters',
        { memberIds: ['mem_01JZZZZZZZZZZZZZZZZZZZZZZZ'] },
        { ...json, ...office },
      ),
      'GET /documents/receipts/:file': [
        ...inAddress((value) => `/documents/receipts/${value}`, { method: 'GET', headers: office }),
        ...inAddress((value) => `/documents/receipts/${side.ids['receiptId']}-${value}.pdf`, { method: 'GET', headers: office }),
      ],
    };
    const known = routesOfServer(rig.service.platform);
    expect(Object.keys(routes).filter((route) => !known.includes(route))).toEqual([]);
    // A route that has no wishes of its own gets hostile places, questions and bodies.
    for (const route of known.filter((one) => !(one in routes))) {
      const [method = 'GET', path = ''] = route.split(' ');
      const body = method === 'GET' ? {} : { body: '{"$gt":""}' };
      const init: RequestInit = { method, headers: { ...json, ...office }, ...body };
      routes[route] = inAddress((value) => `${path.replaceAll(/:\w+/g, value)}?x=${value}&x[$gt]=${value}`, init);
      if (method !== 'GET')
        routes[route].push(...hostile(path, {}, { ...json, ...office }), ...hostile(path, undefined, { ...json, ...office }));
    }

    const before = await books();
    for (const sent of Object.values(routes)) tried += (await withoutStall(sent)).length;
    const streams = inAddress((value) => `/trpc/live.events?input=${value}`, { method: 'GET' });
    const tokens = texts
      .map((value) => addressed(value).slice(0, 3000))
      .map((value): Sent => ({
        what: 'a token',
        path: '/trpc/members.get',
        init: { headers: { ...json, authorization: `Bearer ${value}` }, body: '{}' },
        never: true,
      }));
    await withoutStall([...streams, ...tokens]);
    none(faults);
    // A file of an organisation may be asked for; nothing else is written.
    const written = differing(before, await books()).filter((name) => !isOfTheHour(name));
    expect(written.filter((name) => !name.startsWith('import_'))).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
