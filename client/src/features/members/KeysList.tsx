import { Checkbox } from '../../components/Choice.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { Kbd } from '../../components/Tag.tsx';
import { useKeysOfList } from '../../lib/row-keys.ts';
import { setLetterKeys, useLetterKeys } from '../../lib/shortcuts.ts';
import { useWords } from '../../lib/words.ts';
import { rollTexts } from './roll-texts.ts';

const keys = {
  palette: ['Ctrl', 'K'],
  search: ['/'],
  next: ['J', '↓'],
  previous: ['K', '↑'],
  enter: ['Enter'],
  select: ['X', '␣'],
  escape: ['Esc'],
  undo: ['Ctrl', 'Z'],
  help: ['?'],
} as const;

/** Those that every page of the console has. */
const everywhere = ['palette', 'undo', 'help'];

/** What the keyboard does, on any page and on the list that the page has, and the switch for keys of one letter. */
export function KeysList() {
  const words = useWords(rollTexts).keys;
  const here: readonly string[] = [...everywhere, ...useKeysOfList()];
  const isOn = useLetterKeys();
  return (
    <>
      <Rows>
        {Object.entries(keys)
          .filter(([name]) => here.includes(name))
          .map(([name, pressed]) => (
            <Row key={name} label={words.rows[name as keyof typeof keys]}>
              <span className="row">
                {pressed.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </span>
            </Row>
          ))}
      </Rows>
      <div className="stack-8">
        <Checkbox isSelected={isOn} onChange={setLetterKeys}>
          {words.letters}
        </Checkbox>
        <p className="muted">{words.lettersText}</p>
      </div>
    </>
  );
}
