import { newUserId } from '@tsudoi/shared/kernel/ids';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { memberFields, startServerRig } from './server-rig.ts';

/** Our side of `npm run bench login`, performance.md P11: the whole server, with hashes as expensive as in production. */
serveBench({
  /** People who share one password, and an owner who reads the roll meanwhile. */
  async open({ uri, people, cost }: { uri: string; people: number; cost: number }) {
    process.env['TSUDOI_TEST_MONGODB_URI'] = uri;
    const rig = await startServerRig({ BCRYPT_COST: String(cost), TRUST_PROXY_HOPS: '1' });
    const office = await rig.signUp();
    const users = rig.database.databases.server.collection<{ _id: string; email: string }>('org_users');
    const owner = await users.findOne({ email: office.email });
    const emails = Array.from({ length: people }, (_, at) => `hito${at}@${office.slug}.example`);
    await users.insertMany(emails.map((email) => ({ ...owner!, _id: newUserId(), email, role: 'staff', isContact: false })));
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 1000 }, office.token);
    for (let at = 0; at < 50; at += 1)
      await rig.get('members.create', { ...memberFields(membershipTypeId), issueProvisional: false }, office.token);
    return { url: rig.url, slug: office.slug, emails, password: office.password, token: office.token };
  },
});
