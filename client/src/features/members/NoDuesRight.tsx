import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { useWords } from '../../lib/words.ts';
import { groupText, readGroup } from './roll-group.rules.ts';
import type { Conditions } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

/** In the place of a list that is narrowed by who owes, for whoever may not see bills: who can give the right, and the way on. */
export function NoDuesRight({
  conditions,
  onChange,
}: {
  readonly conditions: Conditions;
  readonly onChange: (patch: Pick<Conditions, 'dues' | 'any'>) => void;
}) {
  const words = useWords(rollTexts).duesRight;
  const others = readGroup(conditions.any).filter(({ by }) => by !== 'dues');
  return (
    <Empty
      title={words.title}
      text={words.who}
      action={<Button onPress={() => onChange({ dues: '', any: groupText(others) })}>{words.drop}</Button>}
    />
  );
}
