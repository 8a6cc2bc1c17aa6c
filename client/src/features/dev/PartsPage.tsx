import { LanguageSwitch } from '../../components/LanguageSwitch.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { ThemeSwitch } from '../../components/ThemeSwitch.tsx';
import { useWords } from '../../lib/words.ts';
import { Answers } from './Answers.tsx';
import { ButtonParts } from './ButtonParts.tsx';
import { ChoiceParts } from './ChoiceParts.tsx';
import { DialogParts } from './DialogParts.tsx';
import { FieldParts } from './FieldParts.tsx';
import { FileParts } from './FileParts.tsx';
import { ListParts } from './ListParts.tsx';
import { MarkParts } from './MarkParts.tsx';
import { MoneyParts } from './MoneyParts.tsx';
import { NoteParts } from './NoteParts.tsx';
import { OwnParts } from './OwnParts.tsx';
import { PageParts } from './PageParts.tsx';
import { PlaceParts } from './PlaceParts.tsx';
import { ProgressParts } from './ProgressParts.tsx';
import { PartSection } from './Sample.tsx';
import { SecretParts } from './SecretParts.tsx';
import { StatusParts } from './StatusParts.tsx';
import { TableParts } from './TableParts.tsx';
import { devTexts } from './texts.ts';

/** By the noun that each is about, in the order in which a page is built. */
const sections = {
  marks: MarkParts,
  buttons: ButtonParts,
  status: StatusParts,
  money: MoneyParts,
  fields: FieldParts,
  choices: ChoiceParts,
  secrets: SecretParts,
  places: PlaceParts,
  own: OwnParts,
  files: FileParts,
  tables: TableParts,
  lists: ListParts,
  notes: NoteParts,
  dialogs: DialogParts,
  progress: ProgressParts,
  pages: PageParts,
} as const;
const ids = Object.keys(sections) as (keyof typeof sections)[];

/** Every part of the kit in every state on one page; development only. */
export function PartsPage() {
  const words = useWords(devTexts);
  return (
    <PublicFrame title={words.title} narrow={false}>
      <div className="kit">
        <h1>{words.title}</h1>
        <p className="muted">{words.lead}</p>
        <div className="kit__top">
          <ThemeSwitch />
          <LanguageSwitch />
        </div>
        <div className="kit__body">
          <nav className="kit__toc" aria-label={words.contents}>
            <ol>
              {ids.map((id) => (
                <li key={id}>
                  <a href={`#${id}`}>{words.sections[id].title}</a>
                </li>
              ))}
              <li>
                <a href="#left-out">{words.out.title}</a>
              </li>
            </ol>
          </nav>
          <div className="kit__parts">
            <Answers>
              {ids.map((id) => {
                const Parts = sections[id];
                return <Parts key={id} />;
              })}
            </Answers>
            <LeftOut />
          </div>
        </div>
      </div>
    </PublicFrame>
  );
}

/** What is a part of the kit and stands nowhere above, and why. */
function LeftOut() {
  const { out } = useWords(devTexts);
  return (
    <PartSection id="left-out" title={out.title} lead={out.lead}>
      <dl className="kit__out">
        {Object.entries(out.parts).map(([name, reason]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{reason}</dd>
          </div>
        ))}
      </dl>
    </PartSection>
  );
}
