import type { Databases } from '@tsudoi/shared/service/mongo';
import { newChargeId, newMoneyEventId } from '@tsudoi/shared/kernel/ids';
import { type OpenCharge, billEverybody, facts, openCharge, openOffice, until } from '../chaos/world.ts';
import { demoCaller } from '../demo/demo-session.ts';
import type { Stack } from '../stack/stack.ts';

/** Members with a konbini number for each of their bills: with an account of their own, whoever looks at My Page while money comes. */
export interface PayingMembers {
  readonly callbackUrl: string;
  readonly secret: string;
  /** Of those who look, taken from in order: neighbours belong to different members. */
  readonly seen: OpenCharge[];
  /** Of those who have no page open: what gathers for nobody's eyes makes no My Page longer. */
  readonly unseen: OpenCharge[];
  /** Signs everybody in anew: an access token lives ten minutes. */
  signIn(): Promise<string[]>;
}

interface PayingMembersRequest {
  readonly stack: Stack;
  readonly databases: Databases;
  readonly serviceSecret: string;
  readonly internal: string;
  /** Who has an account and a page open. */
  readonly lookers: number;
  /** Who has neither. */
  readonly others: number;
  readonly billsEach: number;
}

const password = 'hotaru-no-yoru-2030';
const firstYear = 2030;
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

interface CreatedMember {
  readonly memberId: string;
  readonly provisional?: { readonly provisionalId: string; readonly provisionalPassword: string };
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 4 }, lane));
}

interface ChargeRow {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/**
 * The other numbers, as copies of one that the product has opened: opening thousands is not what is measured here, and
 * would take most of the ten minutes.
 */
async function likeFirst(
  { payments }: Databases,
  opened: OpenCharge,
  payables: readonly { _id: string; memberId: string; amount: number }[],
): Promise<OpenCharge[]> {
  const charges = payments.collection<ChargeRow>('charges');
  const events = payments.collection<ChargeRow>('money_events');
  const first = (await charges.findOne({ _id: opened.chargeId }))!;
  const firstEvents = await events.find({ chargeId: opened.chargeId }).toArray();
  const copies = payables.map((payable, at): OpenCharge => ({
    chargeId: newChargeId(),
    payableId: payable._id,
    memberId: payable.memberId,
    // Not of the form that is drawn (no check digit), so that it meets no drawn one.
    paymentNumber: `9${String(at).padStart(12, '0')}`,
    paymentId: `bench${String(at).padStart(20, '0')}`,
    amount: opened.amount,
    createdAt: opened.createdAt,
  }));
  for (let from = 0; from < copies.length; from += 1000) {
    const batch = copies.slice(from, from + 1000);
    await charges.insertMany(
      batch.map((copy) => ({
        ...first,
        _id: copy.chargeId,
        memberId: copy.memberId,
        paymentNumber: copy.paymentNumber,
        lines: [{ payableId: copy.payableId, amount: copy.amount }],
        providerIds: { paymentId: copy.paymentId },
        idempotencyKey: copy.chargeId,
      })),
    );
    await events.insertMany(
      batch.flatMap((copy) =>
        firstEvents.map((event) => {
          const id = newMoneyEventId();
          return { ...event, _id: id, chargeId: copy.chargeId, inboxId: `local:${id}` };
        }),
      ),
    );
  }
  return copies;
}

export async function makePayingMembers(request: PayingMembersRequest): Promise<PayingMembers> {
  const { stack, databases, lookers, others, billsEach } = request;
  const members = lookers + others;
  const { office, slug } = await openOffice(stack, databases);
  const visitor = demoCaller(stack.web, null);
  const [type] = (await office.call('membershipTypes.list', undefined)) as { membershipTypeId: string }[];
  const kana = { familyNameKana: 'アラシ', givenNameKana: 'ソノ' };
  const rest = { phone: '', postalCode: '', address: '', affiliation: '', birthDate: '', joinedOn: '2020-04-01', memo: '' };
  const create = async (at: number, issueProvisional: boolean) => {
    const email = `member${at}@bench.example`;
    const names = { familyName: '嵐', givenName: String(at), memberNumber: '', contactEmail: email };
    const given = { ...names, ...kana, ...rest, membershipTypeId: type!.membershipTypeId, issueProvisional };
    return { email, created: (await office.call('members.create', given)) as CreatedMember };
  };
  const logins: string[] = [];
  const looking = new Set<string>();
  await inLanes(numbers(lookers), async (at) => {
    const { email, created } = await create(at, true);
    const { provisionalId, provisionalPassword } = created.provisional!;
    const begun = (await visitor.call('identity.firstAccessStart', { org: slug, provisionalId, provisionalPassword })) as {
      firstAccessToken: string;
      loginId: string;
    };
    await visitor.call('identity.firstAccessComplete', { org: slug, firstAccessToken: begun.firstAccessToken, ...kana, email, password });
    logins.push(begun.loginId);
    looking.add(created.memberId);
  });
  await inLanes(numbers(others), async (at) => void (await create(lookers + at, false)));
  await office.call('payments.connectSandbox', { provider: 'komoju' });
  for (let year = firstYear; year < firstYear + billsEach; year += 1) await billEverybody(office, year);
  const { orgId, callbackUrl, secret } = await facts(databases);
  const collection = databases.payments.collection<{ _id: string; memberId: string; amount: number }>('payables');
  await until('the bills to arrive', async () => ((await collection.countDocuments({})) === members * billsEach ? true : null));
  const [first, ...following] = await collection.find({}).toArray();
  const opened = await openCharge({ ...request, orgId, payableId: first!._id, memberId: first!.memberId });
  const charges = [opened, ...(await likeFirst(databases, opened, following))];
  return {
    callbackUrl,
    secret,
    seen: charges.filter(({ memberId }) => looking.has(memberId)),
    unseen: charges.filter(({ memberId }) => !looking.has(memberId)),
    async signIn() {
      const tokens: string[] = [];
      await inLanes(logins, async (login) => {
        const grant = (await visitor.call('identity.memberLogin', { org: slug, login, password })) as { accessToken: string };
        tokens.push(grant.accessToken);
      });
      return tokens;
    },
  };
}
