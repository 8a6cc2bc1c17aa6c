import type { Words } from '../words.ts';
import type { listFileWordsJa } from './list-file.ja.ts';

export const listFileWordsEn: Words<typeof listFileWordsJa> = {
  open: 'Export',
  format: 'Kind of file',
  formats: {
    csv_utf8: 'CSV (for Excel, UTF-8)',
    csv_sjis: 'CSV (Shift_JIS)',
    xlsx: 'Excel workbook (xlsx)',
  },
  formatTexts: {
    csv_utf8: 'Holds every letter.',
    csv_sjis: 'For old programs; lacks some letters.',
    xlsx: 'Up to 50,000 rows.',
  },
  columns: 'Columns',
  all: 'Choose all',
  none: 'Choose none',
  checking: 'Looking through the letters',
  issues: '{{count|place has|places have}} letters that Shift_JIS lacks',
  issuesText: 'They become “〓” in the file. To keep them, choose UTF-8 or a workbook.',
  issue: ', {{column}}: {{letters}}',
  headingIssue: 'Heading “{{column}}”: {{letters}}',
  more: '{{count}} more',
  chooseOne: 'Choose at least one column.',
  tooLong: 'A workbook holds {{most}} rows. Choose CSV, or filter the list.',
  empty: 'There is nothing to export. Look at the filter.',
  background:
    'So many rows are made in the background. You get a mail when the file is ready; it can be saved under “Exported files” for 24 hours.',
  submit: 'Save the file',
  start: 'Start making it',
  started: 'The file is being made',
  cancel: 'Cancel',
};
