import type { DemoCaller } from '../demo/demo-session.ts';

type Row = Record<string, unknown>;

/** A field whose change the office of the demo organisation approves, and a member who asks for one. */
export async function askForChange(caller: DemoCaller, member: DemoCaller): Promise<void> {
  const label = '専門分野';
  const settings = { kind: 'text', hint: '', required: false, memberAccess: 'approval', onJoining: false, options: [] };
  const { fields } = (await caller.call('customFields.create', { ...settings, label })) as { readonly fields: readonly Row[] };
  const fieldId = String(fields.find((field) => field['label'] === label)!['fieldId']);
  const me = (await member.call('members.myProfile', undefined)) as Row;
  await member.call('members.updateMyProfile', {
    phone: me['phone'],
    postalCode: me['postalCode'],
    address: me['addressParts'],
    affiliation: me['affiliation'],
    custom: { [fieldId]: '河川の生態系' },
    version: me['version'],
  });
}
