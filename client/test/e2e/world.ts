import { randomUUID } from 'node:crypto';
import { type TRPCClient, createTRPCClient, httpLink } from '@trpc/client';
import type { AppRouter } from '@tsudoi/server/app/root.router';
import * as z from 'zod';
import { until } from './hands.ts';
import { stack } from './house.ts';

/** The product by its own interface, for what a journey needs to stand on and does not prove itself. */
type Caller = TRPCClient<AppRouter>;

export function caller(token: string | null, header: Readonly<Record<string, string>> = {}): Caller {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${stack().web}/trpc`,
        methodOverride: 'POST',
        headers: token === null ? header : { authorization: `Bearer ${token}` },
      }),
    ],
  });
}

export const password = 'hotaru-no-yoru-27';

export interface World {
  readonly slug: string;
  readonly name: string;
  readonly owner: { readonly email: string; readonly password: string };
  readonly office: Caller;
  /** What the office signs its requests with, for what is no procedure. */
  readonly token: string;
  readonly membershipTypeId: string;
}

export interface Enrolled {
  readonly memberId: string;
  readonly login: string;
  readonly name: string;
  readonly me: Caller;
}

/** A day of the calendar so many days from now, as the machine knows it. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** The six figures of the newest mail to an address that has some. */
export const mailedCode = (to: string): Promise<string> =>
  until(`the code to ${to}`, async () => {
    const { messages } = await caller(null).mail.mailbox.query({ to });
    return messages.flatMap(({ text }) => /コード：(\d{6})/.exec(text)?.[1] ?? [])[0] ?? null;
  });
export const linkOf = (to: string): Promise<string> =>
  until(`the mail to ${to}`, async () => (await caller(null).mail.mailbox.query({ to })).messages[0]?.link ?? null);

/** An organisation that has just been opened: nothing in it. */
export async function openOrganization(slug: string, name: string): Promise<Omit<World, 'membershipTypeId'>> {
  const owner = { email: `owner@${slug}.example`, password: 'asagiri-no-mizuumi' };
  const names = { ownerFamilyName: '青木', ownerGivenName: '玲子', ownerFamilyNameKana: 'アオキ', ownerGivenNameKana: 'レイコ' };
  await caller(null).organizations.signUp.mutate({ name, kind: 'society', slug, ...owner, ...names });
  const token = new URLSearchParams(new URL(await linkOf(owner.email)).hash.slice(1)).get('token') ?? '';
  const answer = await caller(null).organizations.confirmSignUp.mutate({ token, password: owner.password });
  if (answer.outcome !== 'active') throw new Error(`${slug} was not opened`);
  return { slug, name, owner, office: caller(answer.accessToken), token: answer.accessToken };
}

/** One in which members can pay: a type with a fee, and the trial provider. */
export async function openWorld(slug: string, name: string): Promise<World> {
  const world = await openOrganization(slug, name);
  const { membershipTypeId } = await world.office.membershipTypes.create.mutate({ name: '正会員', annualFee: 10_000 as never });
  await world.office.payments.connectSandbox.mutate({ provider: 'komoju' });
  return { ...world, membershipTypeId };
}

/** A member who has been through the first access. */
export async function enrol(world: World, familyName: string, givenName: string, email: string): Promise<Enrolled> {
  const kana = { familyNameKana: 'ヨミ', givenNameKana: 'カタ' };
  const { memberId, provisional } = await world.office.members.create.mutate({
    familyName,
    givenName,
    ...kana,
    membershipTypeId: world.membershipTypeId as never,
    memberNumber: '',
    contactEmail: email,
    phone: '',
    postalCode: '',
    address: '',
    affiliation: '',
    birthDate: '',
    joinedOn: '2020-04-01' as never,
    memo: '',
    issueProvisional: true,
  });
  const org = world.slug;
  const { provisionalId, provisionalPassword } = provisional!;
  const { firstAccessToken } = await caller(null).identity.firstAccessStart.mutate({ org, provisionalId, provisionalPassword });
  const grant = await caller(null).identity.firstAccessComplete.mutate({ org, firstAccessToken, ...kana, email, password });
  return { memberId, login: email, name: `${familyName} ${givenName}`, me: caller(grant.accessToken) };
}

/** From then on anybody can apply to join, and the office decides; or nobody can any more. */
export async function openJoining({ office, membershipTypeId }: World, open = true): Promise<void> {
  const { version } = await office.applications.settings.query();
  await office.applications.saveSettings.mutate({
    open,
    approval: 'staff',
    membershipTypeIds: [membershipTypeId as never],
    terms: '第1条 会員は会費を納めます。',
    version,
  });
}

/** A confirmed bill. */
export async function billFor(world: World, member: Pick<Enrolled, 'memberId'>, billName: string, amount: number): Promise<string> {
  const { billId } = await world.office.billing.createBill.mutate({
    memberId: member.memberId as never,
    billName,
    amount: amount as never,
    dueOn: '2030-06-01' as never,
    idempotencyKey: randomUUID(),
  });
  await world.office.billing.confirmBill.mutate({ billId });
  return billId;
}

export const duesName = (fiscalYear: number) => `${fiscalYear}年度 年会費`;

/** The dues of a year as they stand: no cancelled ones. */
export async function standingDues({ office }: World, { memberId }: Pick<Enrolled, 'memberId'>, fiscalYear: number): Promise<string> {
  const { rows } = await office.billing.bills.query({ memberId: memberId as never, category: 'annual', size: 50 });
  return rows.find((row) => row.fiscalYear === fiscalYear && row.status !== 'cancelled')!.billId;
}

/** The dues of a year, billed by a run as in life. */
export async function billDues(world: World, member: Pick<Enrolled, 'memberId'>, fiscalYear: number): Promise<string> {
  const { billing } = world.office;
  const [item] = await billing.items.query();
  const { billingRunId } = await billing.planRun.mutate({
    billingItemId: item!.billingItemId,
    fiscalYear: fiscalYear as never,
    allocationStartMonth: `${fiscalYear}-04` as never,
    dueOn: '2030-06-30' as never,
    billName: duesName(fiscalYear),
    excludedMembershipTypeIds: [],
  });
  const run = () => billing.run.query({ billingRunId });
  await billing.startRun.mutate({ billingRunId });
  await until('the bill of the run', async () => ((await run()).state === 'completed' ? true : null));
  await billing.confirmRun.mutate({ billingRunId });
  await until('the confirmed run', async () => ((await run()).confirmation.state === 'completed' ? true : null));
  return standingDues(world, member, fiscalYear);
}

/** Cancels several bills as the office would that saw what goes; the id of the job that remembers it. */
export async function cancelMany(world: World, billIds: readonly string[], amount: number): Promise<string> {
  const { cancelJobId } = await world.office.billing.startCancel.mutate({
    bills: { billIds: billIds.map((id) => id as never) },
    expected: { count: 1, amount },
    reason: '中止になったため',
    idempotencyKey: randomUUID(),
  });
  return cancelJobId;
}

type Way =
  | { readonly method: 'card' | 'payeasy'; readonly store: null }
  | { readonly method: 'konbini'; readonly store: 'lawson' | 'seven-eleven' };

/** Opens a charge as the member would, also in the moment after the bill was confirmed. */
export async function startPaying(member: Enrolled, billId: string, way: Way) {
  const result = await member.me.payments.startCharge.mutate({ billId: billId as never, ...way, idempotencyKey: randomUUID() });
  if (result.outcome !== 'opened') throw new Error('the charge was not opened');
  return result.charge;
}

export const issueNumber = async (member: Enrolled, billId: string): Promise<string> =>
  (await startPaying(member, billId, { method: 'konbini', store: 'lawson' })).paymentNumber;

const Payments = z.object({ payments: z.array(z.looseObject({ _id: z.string() })) });
const Emitted = z.object({ statuses: z.array(z.number()) });

interface Notice {
  readonly paymentNumber: string;
  readonly type: 'payment.authorized' | 'payment.captured' | 'payment.expired';
  readonly times?: number;
  readonly forge?: boolean;
  readonly amount?: number;
  /** When it was paid; now where nothing is said. */
  readonly at?: string;
}

/** Lets the stand-in provider send a notice, exactly as the real one would; gives what our callback address answered. */
export async function notify({ paymentNumber, type, times = 1, forge = false, amount, at }: Notice): Promise<number[]> {
  const listed = await fetch(`${stack().sandbox}/control/payments?paymentNumber=${paymentNumber}`);
  const paymentId = Payments.parse(await listed.json()).payments[0]?._id ?? '';
  const answer = await fetch(`${stack().sandbox}/control/emit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paymentId, type, times, forge, amount: amount ?? null, at: at ?? null }),
  });
  return Emitted.parse(await answer.json()).statuses;
}

/** A roll as a file, as far as it is wanted: uploaded, checked, or taken in. */
export async function takeIn(world: World, fileName: string, csv: string, as: 'uploaded' | 'checked' | 'done'): Promise<string> {
  const upload = await fetch(`${stack().web}/uploads/member-imports?fileName=${encodeURIComponent(fileName)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', authorization: `Bearer ${world.token}` },
    body: csv,
  });
  const { importJobId } = (await upload.json()) as { importJobId: string };
  if (as === 'uploaded') return importJobId;
  const id = { importJobId: importJobId as never };
  const now = () => world.office.memberImports.get.query(id);
  const { targets } = await now();
  await world.office.memberImports.check.mutate({ ...id, targets, match: 'none', emptyClears: false });
  await until('the check of a file', async () => ((await now()).state === 'checked' ? true : null));
  if (as === 'checked') return importJobId;
  await world.office.memberImports.run.mutate({ ...id, skipErrors: true });
  await until('a file taken in', async () => ((await now()).state === 'done' ? true : null));
  return importJobId;
}
