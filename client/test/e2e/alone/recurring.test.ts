import { jstDateOf, partsOfDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { myPlanTexts } from '../../../src/features/recurring/my-plan-texts.ts';
import { myRecurringTexts } from '../../../src/features/recurring/my-recurring-texts.ts';
import { formatDateLong } from '../../../src/lib/dates.ts';
import { fill } from '../../../src/lib/words.ts';
import { press, see, signInMember, until } from '../hands.ts';
import { type House, type Person, openHouse, phone, picture, stack } from '../house.ts';
import { settled } from '../soundness.ts';
import { type Enrolled, type World, caller, enrol, openWorld, password } from '../world.ts';

const words = { ...myRecurringTexts.ja, join: myPlanTexts.ja };

let house: House;
let member: Person;
let world: World;
let mio: Enrolled;

beforeAll(async () => {
  house = await openHouse();
  member = await house.person(phone);
  world = await openWorld('tsukinami', 'つきなみ書道会');
  mio = await enrol(world, '月岡', '澪', 'mio@tsukinami.example');
  await signInMember(member, world.slug, mio.login, password);
});
afterAll(async () => {
  await fetch(`${stack().control}/clock/0`);
  await house.close();
});

const paid = async () => (await mio.me.billing.myBills.query()).bills.filter(({ status }) => status === 'paid');
/** The plan's next day, about noon in Japan. */
async function toNextBill(): Promise<void> {
  const { plans } = await mio.me.recurring.mine.query();
  const days = (Date.parse(`${plans[0]!.nextBillOn}T12:00:00+09:00`) - Date.now()) / 86_400_000;
  await fetch(`${stack().control}/clock/${days}`);
}

test('BIL-14 BIL-17 journey: a monthly plan is joined by its link, the card given once, and two months are charged by themselves', async () => {
  const { page } = member;
  // Members bear the fee: at a page that shows it, and never beyond what a mail told them (TEN-06).
  await world.office.payouts.setFeeBearer.mutate({ bearer: 'member', version: 0 });
  // Never today: what is due on the day of the joining is charged before the clock is moved, and two months then come at once.
  const { day: today } = partsOfDate(jstDateOf(new Date()));
  const [product] = await world.office.recurring.saveProduct.mutate({
    productId: null,
    name: '書道教室 月謝',
    amount: 6000 as never,
    chargeDay: today < 9 || today > 11 ? 10 : 20,
    description: '毎週土曜の教室です。',
    taxCategory: 'out_of_scope',
    isOpen: true,
    version: 0,
  });
  await page.goto(new URL(product!.url).pathname);
  await see(page, '書道教室 月謝');
  // Konbini and Pay-easy are never offered for what comes again (BIL-14).
  expect(await page.getByText(/コンビニ|ペイジー/).count()).toBe(0);
  await settled(member);
  await picture(page, 'my-plan');
  await press(page, fill(words.join.toCard, { amount: '6,000' }));
  await page.waitForURL(`${stack().sandbox}/keep/**`);
  await page.getByLabel('カード番号').fill('4111 1111 1111 1111');
  await page.getByRole('button', { name: 'このカードを登録する' }).click();
  await page.waitForURL((at) => at.pathname.endsWith(product!.productId));
  await see(page, words.join.active);
  const { plans } = await mio.me.recurring.mine.query();
  await see(page, fill(words.join.activeText, { on: formatDateLong(plans[0]!.nextBillOn!) }));

  for (const months of [1, 2]) {
    await toNextBill();
    await until(`month ${months}`, async () => ((await paid()).length === months ? true : null));
  }
  const { messages } = await caller(null).mail.mailbox.query({ to: mio.login });
  expect(messages.find(({ text }) => text.includes('継続のお支払いのお申し込み'))?.text).toContain('金額　毎月6,000円');
  for (const { billId } of await paid()) {
    const charge = await mio.me.payments.chargeOfBill.query({ billId });
    expect(charge).toMatchObject({ state: 'final', amount: 6000, memberFee: 0 });
  }
  await page.goto(`/${world.slug}/my/payment`);
  await see(page, fill(words.payment.number, { digits: '1111' }));
  await see(page, '書道教室 月謝');
  await settled(member);
  await picture(page, 'my-payment');
  expect(member.troubles).toEqual([]);
});
