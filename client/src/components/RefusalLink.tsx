import { type ErrorFacts, filledRefusal } from '../lib/errors.ts';
import { refusalWords } from '../lib/i18n/refusals.ts';
import { useRefusals } from '../lib/refusal-words.ts';
import { useOrg } from '../lib/org.ts';
import { wayOn } from '../lib/refusal-ways.ts';
import { TextLink } from './Link.tsx';

/** The way on from a refusal, as a link; nothing where there is none. */
export function RefusalLink({ domainCode, params }: Pick<ErrorFacts, 'domainCode' | 'params'>) {
  const org = useOrg();
  useRefusals();
  const way = wayOn({ domainCode, params });
  const word = way && refusalWords()?.ways[way.word];
  if (!way || !word) return null;
  return (
    <>
      {' '}
      <TextLink to={way.to} params={{ org, ...way.params }}>
        {filledRefusal(word, params)}
      </TextLink>
    </>
  );
}
