import { useWords } from '../../lib/words.ts';
import { recordTexts } from './record-texts.ts';
import { Roll, type RollProps } from './Roll.tsx';
import { corporatePlace } from './roll-state.rules.ts';

/** Corporate members, apart from persons, each with its 連絡者 (MEM-05). */
export function CorporateListScreen({ remind }: Pick<RollProps<'corporates'>, 'remind'>) {
  const words = useWords(recordTexts).corporate;
  return (
    <Roll
      place={corporatePlace}
      said={{ ...words, print: words.table }}
      addAt="/$org/admin/corporate-members/new"
      countsOf={({ corporate }) => corporate}
      remind={remind}
    />
  );
}
