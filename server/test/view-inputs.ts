import { randomUUID } from 'node:crypto';

type Inputs = (ids: Record<string, string>) => unknown;
const state = { q: '', status: 'all', membershipTypeId: null, sort: 'kana', descending: false, size: 50, columns: ['name'] };

/** Of the procedures that keep a list under a name. */
export const viewInputs: Record<string, Inputs> = {
  'savedViews.list': () => ({ list: 'members' }),
  'savedViews.save': ({ membershipTypeId }) => ({
    list: 'members',
    name: `view ${randomUUID()}`.slice(0, 40),
    shared: false,
    state: { ...state, membershipTypeId },
  }),
  'savedViews.update': ({ savedViewId }) => ({ savedViewId, list: 'members', name: 'x', shared: true, state }),
  'savedViews.remove': ({ savedViewId }) => ({ savedViewId }),
};
