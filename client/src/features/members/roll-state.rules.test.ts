import { describe, expect, it } from 'vitest';
import { isSameState, searchOf } from '../../lib/list-place.ts';
import { addressOf, besideOpen, mailAddresses, neighbour, readRoll, rollPlace, rollStart } from './roll-state.rules.ts';

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
    });
    expect(isSameState(rollPlace, state, readRoll({ ...address, open: 'mem_1', cursor: 'x', from: 51 }))).toBe(true);
    expect(isSameState(rollPlace, state, readRoll({ ...address, desc: false }))).toBe(false);
  });

  it('leaves what is usual out of a link', () => {
    expect(searchOf(rollPlace, addressOf(readRoll(rollStart)))).toEqual({});
    expect(searchOf(rollPlace, { ...addressOf(readRoll({ ...rollStart, q: 'a' })), view: 'svw_1' })).toEqual({ q: 'a', view: 'svw_1' });
  });

  it('shows less beside an open member', () => {
    expect(besideOpen(['email', 'name', 'owed', 'joinedOn'])).toEqual(['name', 'owed']);
  });
});

describe('moving through the roll by keys', () => {
  it('goes row by row and stops at the ends', () => {
    const ids = ['a', 'b', 'c'];
    expect([
      neighbour(ids, '', 1),
      neighbour(ids, '', -1),
      neighbour(ids, 'a', 1),
      neighbour(ids, 'c', 1),
      neighbour(ids, 'a', -1),
      neighbour([], '', 1),
    ]).toEqual(['a', 'c', 'b', null, null, null]);
  });
});

it('copies each address of mail once and none that is empty', () => {
  expect(mailAddresses([{ contactEmail: 'a@x' }, { contactEmail: '' }, { contactEmail: 'a@x' }, { contactEmail: 'b@x' }])).toEqual([
    'a@x',
    'b@x',
  ]);
});
