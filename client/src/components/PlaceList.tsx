import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { addressTexts } from '../lib/i18n/address-words.ts';
import { fill, useWords } from '../lib/words.ts';

/** All places of one postal code, to choose from with the mouse or the keyboard. */
export function PlaceList({ places, onChoose }: { readonly places: readonly string[]; readonly onChoose: (place: string) => void }) {
  const words = useWords(addressTexts);
  const [chosen, setChosen] = useState<string | null>(null);
  const label = fill(words.several, { count: places.length });
  return (
    <div className="field">
      <p className="hint" role="status">
        {label}
      </p>
      <ListBox
        className="places"
        aria-label={label}
        selectionMode="single"
        selectedKeys={chosen === null ? [] : [chosen]}
        onSelectionChange={(keys) => {
          const [place] = keys === 'all' ? [] : [...keys];
          if (place === undefined) return;
          setChosen(String(place));
          onChoose(String(place));
        }}
      >
        {places.map((place) => (
          <ListBoxItem key={place} id={place} textValue={place} className="places__item">
            {place}
          </ListBoxItem>
        ))}
      </ListBox>
    </div>
  );
}
