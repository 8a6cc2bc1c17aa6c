/** Columns of the roll in the order in which they stand at first; the name always stands. */
export const rollColumns = [
  'number',
  'name',
  'type',
  'dues',
  'owed',
  'status',
  'email',
  'phone',
  'affiliation',
  'joinedOn',
  'rank',
  'tags',
  'formerName',
] as const;
export type RollColumn = (typeof rollColumns)[number];
export const usualRollColumns: readonly RollColumn[] = ['number', 'name', 'type', 'dues', 'owed', 'status', 'email'];
