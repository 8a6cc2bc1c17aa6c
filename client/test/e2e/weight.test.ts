import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInMember, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse, phone, stack } from './house.ts';
import { settled } from './soundness.ts';
import { consoleVisits, myVisits } from './visits.ts';
import { type World, billFor, enrol, linkOf, openWorld, password } from './world.ts';

/** Thousands of bytes over the wire, as interface.md 7 counts them: the first page, and any page opened cold. */
const budgets = { my: { home: 160, any: 210 }, admin: { home: 260, any: 330 } } as const;

let house: House;
let office: Person;
let member: Person;
let world: World;
let billId = '';

beforeAll(async () => {
  house = await openHouse();
  office = await house.person(desk);
  member = await house.person(phone);
  world = await openWorld('hane', 'はねの会');
  const yuki = await enrol(world, '羽田', '雪', 'yuki@hane.example');
  billId = await billFor(world, yuki, '2026年度 年会費', 10_000);
  await signInOffice(office, world.slug, world.owner.email, world.owner.password);
  await signInMember(member, world.slug, yuki.login, password);
});
afterAll(async () => {
  await house.close();
});

/** The scripts a page opened cold really asks for, preloads included, each counted once and squeezed, whether it had them before or not. */
async function weigh(person: Person, address: string): Promise<number> {
  const { page } = person;
  // A pointer that was left where a link comes to lie would load what is behind it in advance.
  await page.mouse.move(0, 400);
  // Nothing of the page before is to be counted.
  await settled(person);
  const asked = new Map<string, boolean>();
  const hear = (response: Awaited<ReturnType<typeof page.waitForResponse>>) => {
    if (response.request().resourceType() !== 'script') return;
    asked.set(new URL(response.url()).pathname, response.headers()['content-encoding'] !== undefined);
  };
  page.on('response', hear);
  await page.goto(address);
  await settled(person);
  // The files themselves: a browser may let go of what it has received.
  const scripts = await Promise.all(
    [...asked].map(async ([path, squeezed]) => ({ squeezed, body: await readFile(join(stack().clientDist, path)) })),
  );
  page.off('response', hear);
  // A figure for squeezed scripts is worth nothing if the server sends them as they are; the smallest do not gain by it.
  expect(scripts.filter(({ squeezed, body }) => !squeezed && body.length > 2000)).toEqual([]);
  return scripts.reduce((sum, { body }) => sum + gzipSync(body).length, 0) / 1000;
}

async function weighAll(person: Person, routes: readonly string[]): Promise<Map<string, number>> {
  const figures = new Map<string, number>();
  for (const route of routes) {
    const address = route.replace('$org', world.slug).replace('$billId', billId);
    if (!address.includes('$')) figures.set(route, await weigh(person, address));
  }
  return figures;
}

const told = (figures: ReadonlyMap<string, number>) =>
  [...figures].map(([route, weight]) => `${weight.toFixed(1).padStart(7)} kB  ${route}`).join('\n');

describe('JavaScript of a cold start', () => {
  test.each([
    ['my', () => member, Object.keys(myVisits)],
    ['admin', () => office, Object.keys(consoleVisits)],
  ] as const)('journey: /$org/%s stays within its budget', async (area, person, routes) => {
    const figures = await weighAll(person(), routes);
    process.stdout.write(`JavaScript asked for, gzip:\n${told(figures)}\n`);
    expect(figures.get(`/$org/${area}`)).toBeLessThanOrEqual(budgets[area].home);
    expect([...figures].filter(([, weight]) => weight > budgets[area].any)).toEqual([]);
    expect(figures.size).toBeGreaterThan(5);
  });

  test('journey: row 11: the page that a mail about a bill opens weighs no more than My Page', async () => {
    const door = await weigh(member, `/${world.slug}/p`);
    await member.page.goto(`/${world.slug}`);
    // The ways to pay come behind the page itself, while the bill is asked for.
    const opened = await weigh(member, await linkOf('yuki@hane.example'));
    process.stdout.write(
      `${told(
        new Map([
          ['/$org/p', door],
          ['/$org/p, a bill', opened],
        ]),
      )}\n`,
    );
    expect(door).toBeLessThanOrEqual(budgets.my.home);
    expect(opened).toBeLessThanOrEqual(budgets.my.any);
  });
});
