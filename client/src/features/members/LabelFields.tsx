import { useQuery } from '@tanstack/react-query';
import { useFormValue } from '../../components/Form.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TagsField } from '../../components/TagsField.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { recordTexts } from './record-texts.ts';
import { useRanks } from './record.view.ts';

/** By what the office groups members: the rank, where there are ranks, and tags. */
export function LabelFields() {
  const words = useWords(recordTexts);
  const trpc = useTRPC();
  const { ranks } = useRanks();
  const present = useFormValue('rankId');
  const tags = useQuery(trpc.members.tags.queryOptions());
  const usable = ranks.filter((rank) => !rank.archived || rank.rankId === present);
  return (
    <>
      {usable.length === 0 ? null : (
        <SelectField
          name="rankId"
          label={words.rank}
          optional
          options={[{ value: '', label: words.noRank }, ...usable.map(({ rankId, name }) => ({ value: rankId, label: name }))]}
        />
      )}
      <TagsField name="tags" label={words.tags} hint={words.tagsHint} optional maxLength={30} suggestions={tags.data ?? []} />
    </>
  );
}
