import type { Words } from '../words.ts';
import type { statusNames as ja } from './status-names.ja.ts';

export const statusNames: Words<typeof ja> = {
  active: 'Active',
  suspended: 'On leave',
  withdrawn: 'Left',
  expelled: 'Expelled',
  deceased: 'Deceased',
  applied: 'Applied',
  rejected: 'Rejected',
  application_withdrawn: 'Application withdrawn',
};
