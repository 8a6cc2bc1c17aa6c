import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kitTexts } from '../../src/lib/i18n/kit.ts';
import { debitCollection } from './debit-scene.ts';
import { signInMember, signInOffice, walk } from './hands.ts';
import { type House, type Person, desk, openHouse, phone } from './house.ts';
import { type Scene, setScene } from './scene.ts';
import { type Speech, faultsOf, settled } from './soundness.ts';
import { addressesOf, consoleVisits, myVisits, publicVisits, routesOfClient } from './visits.ts';
import { openOrganization, password } from './world.ts';

let house: House;
let scene: Scene;
let office: Person;
let member: Person;

beforeAll(async () => {
  house = await openHouse();
  scene = await setScene('asagiri');
  scene = { ...scene, ids: { ...scene.ids, 'collection.made': await debitCollection(scene.world) } };
  office = await house.person(desk);
  member = await house.person(phone);
  await signInOffice(office, scene.world.slug, scene.world.owner.email, scene.world.owner.password);
  await signInMember(member, scene.world.slug, scene.member.login, password);
});
afterAll(async () => {
  await house.close();
});

async function visit(person: Person, addresses: readonly string[], speech: Speech & { readonly visitor?: true } = {}): Promise<void> {
  const faults: string[] = [];
  for (const [at, address] of addresses.entries()) {
    if (at === 0 || speech.visitor) await person.page.goto(address);
    else await walk(person.page, address);
    await settled(person, address === '/dev/components').catch((error: unknown) => faults.push(`${address}: ${String(error)}`));
    // Whoever is led elsewhere has not seen this page.
    expect(new URL(person.page.url()).pathname).toBe(address.replace(/\?.*/, ''));
    faults.push(...(await faultsOf(person.page, address, speech)));
    // What the server refuses is said well on the page, and is a fault of it all the same.
    const again = person.page.getByRole('button', { name: kitTexts[speech.language ?? 'ja'].retry, exact: true });
    if (address !== '/dev/components' && (await again.count()) > 0) faults.push(`${address}: something of it did not load`);
  }
  expect(faults).toEqual([]);
  expect(person.troubles).toEqual([]);
}

// Each with a browser window of its own: two cores look at two pages at once. The shortest may take as long as all of them do.
describe.concurrent('every page is sound', { timeout: 900_000 }, () => {
  test('the list of pages is the router’s own', () => {
    expect(Object.keys({ ...publicVisits, ...myVisits, ...consoleVisits }).toSorted()).toEqual(routesOfClient());
  });

  test('public pages, and an address that leads nowhere', async () => {
    const visitor = await house.person(phone);
    await visit(visitor, [...addressesOf(publicVisits, scene.world.slug, scene.ids), '/nothing/here', '/no-such-organisation'], {
      visitor: true,
    });
    await visitor.context.close();
  });

  test('My Page, with bills in every state', async () => {
    await visit(member, addressesOf(myVisits, scene.world.slug, scene.ids));
  });

  test('the console, with a bill and a run in every state', async () => {
    // A bank is called so.
    await visit(office, addressesOf(consoleVisits, scene.world.slug, scene.ids), { typed: ['UFJ'] });
    // An address that leads nowhere keeps the console's own bar, and has no second one.
    for (const nowhere of ['nothing-here', 'payments/deposits', 'bills/bill_01']) {
      await office.page.goto(`/${scene.world.slug}/admin/${nowhere}`);
      await office.page.getByRole('heading', { level: 1, name: kitTexts.ja.notFound.title }).waitFor();
      expect(await office.page.getByRole('banner').count()).toBe(1);
    }
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

describe('every page is sound in another language and in trouble', () => {
  test('in English, without a Japanese word that nobody has typed', async () => {
    const typed = [
      '学校法人 青葉学園',
      'しののめ環境学会',
      '出羽 美佐子',
      '出羽',
      '勅使河原 𠮷彦',
      '勅使河原',
      '青木 玲子',
      '青木',
      '青',
      'ヨミ カタ',
      '佐藤 健一',
      'サトウ ケンイチ',
      '渡邉 陽菜',
      'ワタナベ ヒナ',
      '名簿_済.csv',
      '正会員',
      '学生会員',
      '株式会社かすみ',
      'カスミ',
      '水原 涼',
      'ミズハラ リョウ',
      '川名 徹',
      'カワナ トオル',
      '総務部',
      '東京都千代田区千代田1-1',
      'ゴールド',
      '協賛',

      '2026年度 年会費',
      '2025年度 年会費',
      '2027年度 年会費',
      '2028年度 年会費',
      '2029年度 年会費',
      '大会参加費',
      '会誌代',
      '要旨集代',
      '資料代',
      '寄稿料',
      '懇親会費',
      '研究会費',
      '入会金',
      '見学会費',
      '写真代',
      '賛助会費',
      '展示料',
      '経理課',
      '会員が支払うため',
      '名札代',
      '観察会費',
      '書道教室 月謝',
      '茶道教室 月謝',
      '講習会費',
      '名誉会員の減額',
      '本人の申し出',
      '委員',
      '研究者番号',
      '番号が違います。',
      'ﾃﾞﾜ ﾖﾐ',
      '宮下 由紀',
      '宮下 亮',
      'ミヤシタ ヨミ',
      'お試し',
      '{年度} 年会費として',
      '年会費',
      // The server keeps the parts of an amount in Japanese, as they are printed.
      '毎年の調整',
      // What one presses on a Japanese machine stays as it is written there.
      '税金・料金払込み（ペイジー）',
    ];
    const speaks = { language: 'en', typed } as const;
    const { slug } = scene.world;
    for (const person of [member, office]) await person.page.evaluate(() => localStorage.setItem('tsudoi.language', 'en'));
    const my = [
      '',
      '/bills',
      '/receipts',
      '/settings',
      '/profile',
      `/pay/${scene.ids['bill.unpaid']}`,
      `/pay/${scene.ids['bill.payeasy']}/number`,
    ];
    await visit(
      member,
      my.map((path) => `/${slug}/my${path}`),
      speaks,
    );
    const admin = [
      '',
      '/members',
      `/members/${scene.ids['member.corporate']}`,
      '/settings/members',
      '/bills',
      '/tasks',
      '/pay-links',
      '/pay-links/new',
      `/pay-links/${scene.ids['payLink.withdrawn']}`,
      '/audit',
      '/settings/payments',
      '/recurring',
      '/renewals',
      `/billing/runs/${scene.ids['run.planned']}`,
    ];
    await visit(
      office,
      admin.map((path) => `/${slug}/admin${path}`),
      speaks,
    );
  });

  test('a page whose parts cannot be loaded, and one whose answers do not come', async () => {
    const visitor = await house.person(phone);
    const { page } = visitor;
    const faults: string[] = [];
    await page.route('**/assets/find.screen-*.js', (route) => route.abort());
    await page.goto('/login');
    await page.getByRole('button', { name: kitTexts.ja.crashed.reload }).waitFor();
    faults.push(...(await faultsOf(page, 'a page that cannot be loaded')));
    await page.route('**/trpc/**', (route) => route.abort());
    await page.goto(`/${scene.world.slug}`);
    await page.getByRole('button', { name: kitTexts.ja.retry }).waitFor();
    faults.push(...(await faultsOf(page, 'an answer that does not come')));
    expect(faults).toEqual([]);
    await visitor.context.close();
  });
});
