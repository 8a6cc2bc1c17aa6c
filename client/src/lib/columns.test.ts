import { listColumns, viewLists } from '@tsudoi/shared/contracts/views/list-column.contract';
import { describe, expect, it } from 'vitest';
import { columnsText, moveColumn, placeColumn, readColumns, toggleColumn } from './columns.ts';

describe('acceptance 22: columns of a list in its address', () => {
  it.each(viewLists)('%s: the one that always stands is never lost, unknown and doubled ones are', (list) => {
    const { all, usual, fixed } = listColumns[list];
    expect(readColumns(list, '')).toEqual(usual);
    expect(readColumns(list, `${all.at(-1)!},evil,${all.at(-1)!}`)).toEqual([fixed, all.at(-1)]);
    expect(columnsText(list, usual)).toBe('');
    expect(readColumns(list, columnsText(list, all))).toEqual(all);
    expect(usual).toContain(fixed);
  });

  it('are shown, hidden and moved; the ends stay ends', () => {
    expect(toggleColumn(['name', 'phone'], 'name', 'name')).toEqual(['name', 'phone']);
    expect(toggleColumn(['name', 'phone'], 'phone', 'name')).toEqual(['name']);
    expect(toggleColumn<string>(['name'], 'email', 'name')).toEqual(['name', 'email']);
    expect(moveColumn(['name', 'phone', 'email'], 'email', -1)).toEqual(['name', 'email', 'phone']);
    expect(moveColumn(['name', 'phone'], 'name', -1)).toEqual(['name', 'phone']);
  });

  it('are put where they are dropped; among the hidden ones the last place of those shown is meant', () => {
    const shown: readonly string[] = ['name', 'phone', 'email'];
    expect(placeColumn(shown, 'email', 'name', 'before')).toEqual(['email', 'name', 'phone']);
    expect(placeColumn(shown, 'name', 'phone', 'after')).toEqual(['phone', 'name', 'email']);
    expect(placeColumn(shown, 'name', 'name', 'after')).toEqual(shown);
    expect(placeColumn(shown, 'type', 'phone', 'before')).toEqual(['name', 'type', 'phone', 'email']);
    expect(placeColumn(shown, 'name', 'type', 'after')).toEqual(['phone', 'email', 'name']);
    expect(placeColumn(shown, 'type', 'rank', 'before')).toEqual(shown);
  });

  it('0090: what is withheld from whoever lays a list out stays chosen, and is moved past', () => {
    expect(moveColumn(['name', 'dues', 'type'], 'type', -1, ['dues'])).toEqual(['type', 'dues', 'name']);
    expect(moveColumn(['dues', 'name', 'type'], 'name', -1, ['dues'])).toEqual(['dues', 'name', 'type']);
    expect(moveColumn(['name', 'type', 'dues'], 'type', 1, ['dues'])).toEqual(['name', 'type', 'dues']);
  });
});
