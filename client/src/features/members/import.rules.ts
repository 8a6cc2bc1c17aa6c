import type { ImportJobView } from '../../lib/views.ts';

/** Which of the four steps a file stands at; 4 is past the last. Someone may go back from the check to the columns. */
export function importStep(state: ImportJobView['state'], atColumns: boolean): number {
  switch (state) {
    case 'uploaded':
    case 'refused':
      return 1;
    case 'checking':
      return 2;
    case 'checked':
      return atColumns ? 1 : 2;
    case 'running':
      return 3;
    default:
      return 4;
  }
}
