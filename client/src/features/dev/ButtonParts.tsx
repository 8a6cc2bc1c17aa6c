import { Bell, ChevronLeft, Download, Ellipsis, X } from 'lucide-react';
import { Button, IconButton } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { LanguageSwitch } from '../../components/LanguageSwitch.tsx';
import { ExternalLink, TextLink } from '../../components/Link.tsx';
import { IconLink, LinkButton } from '../../components/LinkButton.tsx';
import { FileButton } from '../../components/OwnValue.tsx';
import { ThemeSwitch } from '../../components/ThemeSwitch.tsx';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { devTexts } from './texts.ts';

const here = '/login';
const sizes = ['sm', 'md', 'lg'] as const;

/** What is pressed, and what leads elsewhere. */
export function ButtonParts() {
  const { sections, buttons: words, states } = useWords(devTexts);
  return (
    <PartSection id="buttons" {...sections.buttons}>
      {sizes.map((size) => (
        <Sample key={size} of="Button" state={words.sizes[size]}>
          <div className="row row--wrap">
            <Button size={size} kind="primary" kbd="S">
              {words.save}
            </Button>
            <Button size={size} icon={<Download size={18} strokeWidth={1.75} aria-hidden />}>
              {words.export}
            </Button>
            <Button size={size} kind="ghost">
              {words.stop}
            </Button>
            <Button size={size} kind="danger">
              {words.remove}
            </Button>
          </div>
        </Sample>
      ))}
      <Sample of="Button" state={words.pending}>
        <div className="row row--wrap">
          <Button kind="primary" isPending>
            {words.save}
          </Button>
          <Button isPending>{words.export}</Button>
          <Button kind="danger" isPending>
            {words.remove}
          </Button>
        </div>
      </Sample>
      <Sample of="Button" state={words.sizes.pay}>
        <Button kind="primary" size="pay" block>
          {words.pay}
        </Button>
      </Sample>
      <Sample of="CopyButton · FileButton" state={words.acts}>
        <div className="row row--wrap">
          <CopyButton text={words.save} />
          <CopyButton text={words.save} label={words.copy} size="md" />
          <FileButton path="/files/fil_01JZZZZZZZZZZZZZZZZZZZZZZZ" name="23041.pdf" />
        </div>
      </Sample>
      <Sample of="IconButton" state={words.icons}>
        <div className="row row--wrap">
          <IconButton label={words.close} icon={<X size={18} aria-hidden />} />
          <IconButton label={words.more} icon={<Ellipsis size={20} strokeWidth={1.75} aria-hidden />} size={44} />
          <IconButton label={words.news} icon={<Bell size={20} strokeWidth={1.75} aria-hidden />} badge={3} />
          <IconButton label={words.news} icon={<Bell size={20} strokeWidth={1.75} aria-hidden />} size={44} badge={128} />
        </div>
      </Sample>
      <Sample of="LinkButton · IconLink" state={words.linkButtons}>
        <div className="row row--wrap">
          <LinkButton to={here} kind="primary">
            {words.open}
          </LinkButton>
          <LinkButton to={here}>{words.export}</LinkButton>
          <LinkButton to={here} kind="ghost">
            {words.stop}
          </LinkButton>
          <IconLink to={here} label={words.back} icon={<ChevronLeft size={20} strokeWidth={1.75} aria-hidden />} />
          <IconLink to={here} label={words.back} icon={<ChevronLeft size={24} strokeWidth={1.75} aria-hidden />} size={44} />
        </div>
      </Sample>
      <Sample of="TextLink · ExternalLink" state={words.links}>
        <p>
          <TextLink to={here}>{words.open}</TextLink>
        </p>
        <p>
          <ExternalLink href={here}>{words.outside}</ExternalLink>
        </p>
      </Sample>
      <Sample of="LanguageSwitch · ThemeSwitch" state={states.onPaper}>
        <div className="row row--wrap">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </Sample>
    </PartSection>
  );
}
