import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInMember, signInOffice } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { type Scene, setScene } from './scene.ts';
import { faultsOf, settled } from './soundness.ts';
import { addressesOf, consoleVisits, myVisits, publicVisits, routesOfClient } from './visits.ts';
import { openOrganization, password } from './world.ts';

let house: House;
let scene: Scene;
let office: Person;
let member: Person;

beforeAll(async () => {
  house = await openHouse();
  scene = await setScene('asagiri');
  office = await house.person(desk);
  member = await house.person(phone);
  await signInOffice(office, scene.world.slug, scene.world.owner.email, scene.world.owner.password);
  await signInMember(member, scene.world.slug, scene.member.login, password);
});
afterAll(async () => {
  await house.close();
});

async function visit(person: Person, addresses: readonly string[]): Promise<void> {
  const faults: string[] = [];
  for (const address of addresses) {
    await person.page.goto(address);
    await settled(person, address === '/dev/components').catch((error: unknown) => faults.push(`${address}: ${String(error)}`));
    // Whoever is led elsewhere has not seen this page.
    expect(new URL(person.page.url()).pathname).toBe(address);
    faults.push(...(await faultsOf(person.page, address)));
  }
  expect(faults).toEqual([]);
  expect(person.troubles).toEqual([]);
}

describe('every page is sound', () => {
  test('the list of pages is the router’s own', () => {
    expect(Object.keys({ ...publicVisits, ...myVisits, ...consoleVisits }).toSorted()).toEqual(routesOfClient());
  });

  test('public pages, and an address that leads nowhere', async () => {
    const visitor = await house.person(phone);
    await visit(visitor, [...addressesOf(publicVisits, scene.world.slug, scene.ids), '/nothing/here', '/no-such-organisation']);
    await visitor.context.close();
  });

  test('My Page, with bills in every state', async () => {
    await visit(member, addressesOf(myVisits, scene.world.slug, scene.ids));
  });

  test('the console, with a bill and a run in every state', async () => {
    await visit(office, addressesOf(consoleVisits, scene.world.slug, scene.ids));
  });

  test('the console of an organisation that has just been opened', async () => {
    const fresh = await openOrganization('haru', 'はるかぜ会');
    const newcomer = await house.person(desk);
    await signInOffice(newcomer, fresh.slug, fresh.owner.email, fresh.owner.password);
    const routes = Object.keys(consoleVisits).filter((route) => !/\$(?!org)/.test(route));
    await visit(
      newcomer,
      routes.map((route) => route.replace('$org', fresh.slug)),
    );
    await newcomer.context.close();
  });
});
