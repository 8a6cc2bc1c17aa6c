import { CopyButton } from '../../components/CopyButton.tsx';
import { useWords } from '../../lib/words.ts';
import { payLinkTexts } from './pay-link-texts.ts';

/** The address of a link, shown once: what is kept is its hash. */
export function PayLinkAddress({ url }: { readonly url: string | null }) {
  const words = useWords(payLinkTexts).made;
  if (url === null) return <p>{words.again}</p>;
  return (
    <>
      <p>{words.text}</p>
      <label className="field">
        <span className="label">{words.address}</span>
        <span className="input">
          <input readOnly value={url} onFocus={(event) => event.target.select()} />
        </span>
      </label>
      <p>
        <CopyButton text={url} label={words.copy} size="md" />
      </p>
    </>
  );
}
