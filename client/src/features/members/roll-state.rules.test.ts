import type { CustomFieldId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, it } from 'vitest';
import { isSameState, searchOf } from '../../lib/list-place.ts';
import { asAll, asAny, partsOfAll, readGroup, withoutAll, withoutPart } from './roll-group.rules.ts';
import { besideOpen, corporatePlace, mailAddresses, rollPlace, rollStart } from './roll-state.rules.ts';

const { read: readRoll, addressOf } = rollPlace;

describe('acceptance 22: the state of the roll in its address', () => {
  it('is read from any address; what is nothing known is the usual', () => {
    const typed = {
      ...rollStart,
      status: 'drop table',
      sort: 'x',
      size: 9999,
      cols: 'name,name,evil,phone',
      type: 'mty_1',
      joined: '2026-04-01~2025-04-01',
      own: 'x,cfd_1.is.%,,',
      any: 'status.all,q.x,tag.%,type.mty_1,joined.~,custom.x,,',
    };
    expect(readRoll(typed)).toEqual({
      q: '',
      status: 'active',
      membershipTypeId: null,
      rankId: null,
      tag: null,
      dues: null,
      joined: null,
      custom: [],
      anyOf: [],
      sort: 'kana',
      descending: false,
      size: 50,
      columns: ['name', 'phone'],
    });
  });

  it('comes back from a saved list as it was saved', () => {
    const address = {
      ...rollStart,
      q: '髙',
      status: 'suspended',
      type: `mty_${'0'.repeat(26)}`,
      dues: 'owing',
      joined: '2026-04-01~',
      own: `cfd_${'0'.repeat(26)}.contains.%E6%9D%B1%E4%BA%AC%E3%80%81a.b%2C,cfd_${'1'.repeat(26)}.numbers.~12.5`,
      any: ['tag.%E5%A7%94%E5%93%A1.', 'status.deceased', 'dues.clear', `custom.cfd_${'0'.repeat(26)}.equal.a.b%2C`, 'joined.last'].join(
        ',',
      ),
      sort: 'joined',
      desc: true,
      size: 200,
      cols: 'name,joinedOn',
    };
    const state = readRoll(address);
    expect(readRoll({ ...rollStart, ...addressOf(state) })).toEqual(state);
    expect(state).toMatchObject({
      joined: { from: '2026-04-01', to: null },
      custom: [
        { is: 'contains', text: '東京、a.b,' },
        { is: 'numbers', from: null, to: 12.5 },
      ],
      anyOf: [
        { by: 'tag', value: '委員.' },
        { by: 'status', value: 'deceased' },
        { by: 'dues', value: 'clear' },
        { by: 'custom', value: { is: 'equal', text: 'a.b,' } },
        { by: 'joined', value: { fiscalYear: 'last' } },
      ],
    });
    expect(isSameState(rollPlace, state, readRoll({ ...address, open: 'mem_1', cursor: 'x', from: 51 }))).toBe(true);
    expect(isSameState(rollPlace, state, readRoll({ ...address, desc: false }))).toBe(false);
  });

  it('puts a condition beside all others or into the group, each once and five at most, and takes it away', () => {
    const own = `cfd_${'0'.repeat(26)}.numbers.1~2`;
    expect(asAll({ by: 'status', value: 'deceased' }, { own })).toEqual({ status: 'deceased' });
    const other = { fieldId: `cfd_${'1'.repeat(26)}` as CustomFieldId, is: 'equal' as const, text: '東' };
    expect(asAll({ by: 'custom', value: other }, { own })).toEqual({ own: `${own},cfd_${'1'.repeat(26)}.equal.%E6%9D%B1` });
    const clear = { by: 'dues' as const, value: 'clear' as const };
    const one = asAny(clear, { any: '' });
    expect([one, asAny(clear, { any: 'dues.clear' })]).toEqual([{ any: 'dues.clear' }, one]);
    // While the list is of one status, another one in the group would find nobody.
    expect(asAny({ by: 'status', value: 'suspended' }, { any: 'dues.clear' })).toEqual({
      any: 'dues.clear,status.suspended',
      status: 'all',
    });
    const all = { type: '', rank: '', tag: '委員', dues: '', joined: 'this', status: 'active', own };
    const parts = partsOfAll(all);
    expect(parts.map(({ by }) => by)).toEqual(['tag', 'joined', 'status', 'custom']);
    expect(parts.map((part) => withoutAll(part, all))).toEqual([{ tag: '' }, { joined: '' }, { status: 'active' }, { own: '' }]);
    const full = ['a', 'b', 'c', 'd', 'e', 'f'].map((tag) => `tag.${tag}`).join(',');
    expect(readGroup(full)).toHaveLength(5);
    expect(withoutPart(readGroup('dues.clear,status.suspended'), clear)).toEqual({ any: 'status.suspended' });
  });

  it('of bodies has columns of its own, and the same conditions', () => {
    const state = corporatePlace.read({ ...rollStart, dues: 'owing', cols: 'name,contact,affiliation' });
    expect(state).toMatchObject({ dues: 'owing', columns: ['name', 'contact'] });
    expect(corporatePlace.read({ ...rollStart, ...corporatePlace.addressOf(state) })).toEqual(state);
  });

  it('leaves what is usual out of a link', () => {
    expect(searchOf(rollPlace, addressOf(readRoll(rollStart)))).toEqual({});
    expect(searchOf(rollPlace, { ...addressOf(readRoll({ ...rollStart, q: 'a' })), view: 'svw_1' })).toEqual({ q: 'a', view: 'svw_1' });
  });

  it('shows less beside an open member', () => {
    expect(besideOpen(['email', 'name', 'owed', 'joinedOn'])).toEqual(['name', 'owed']);
  });
});

it('copies each address of mail once and none that is empty', () => {
  expect(mailAddresses([{ contactEmail: 'a@x' }, { contactEmail: '' }, { contactEmail: 'a@x' }, { contactEmail: 'b@x' }])).toEqual([
    'a@x',
    'b@x',
  ]);
});
