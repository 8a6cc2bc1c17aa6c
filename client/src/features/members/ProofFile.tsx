import { type ProofList, proofColumns } from '@tsudoi/shared/contracts/members/proof-export.contract';
import { ListFileButton } from '../../components/ListFileButton.tsx';
import { today } from '../../lib/dates.ts';
import type { ProofPassView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { proofFileTexts } from './proof-file-texts.ts';

interface Props {
  readonly pass: ProofPassView;
  readonly show: ProofList;
  /** How many of the list no mail reaches; they can be had by themselves, to be told by post or telephone. */
  readonly unreached: number;
}

/** A list of a period as a file, with what the office needs to reach everybody of it. */
export function ProofFile({ pass: { membershipTypeId }, show, unreached }: Props) {
  const words = useWords(proofFileTexts);
  const file = {
    title: words.title,
    columns: proofColumns,
    usual: proofColumns,
    words: { rows: words.rows, done: words.done, fileName: fill(words.fileName, { day: today() }) },
  };
  return (
    <>
      {unreached === 0 ? null : (
        <ListFileButton {...file} label={words.openUnreached} wish={{ list: 'proofs', membershipTypeId, show, unreached: true }} />
      )}
      <ListFileButton {...file} wish={{ list: 'proofs', membershipTypeId, show, unreached: false }} />
    </>
  );
}
