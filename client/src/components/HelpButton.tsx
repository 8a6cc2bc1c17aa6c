import { CircleHelp } from 'lucide-react';
import { type ComponentType, Suspense, lazy, useState } from 'react';
import { useKit } from '../lib/i18n/kit.ts';

export interface HelpPanelProps {
  readonly path: string;
  readonly onClose: () => void;
}

const load = () => import('./HelpPanel.tsx');
const Panel = lazy(() => load().then((module) => ({ default: module.HelpPanel })));

/**
 * The way to help, in the upper corner of every page (WCAG 3.2.6). The panel and its texts come when somebody is near: few
 * ever open it.
 */
export function HelpButton() {
  const [isOpen, setOpen] = useState(false);
  return <HelpCorner isOpen={isOpen} onChange={setOpen} panel={Panel} onNear={() => void load()} />;
}

export interface HelpCornerProps {
  readonly isOpen: boolean;
  readonly onChange: (isOpen: boolean) => void;
  readonly panel: ComponentType<HelpPanelProps>;
  readonly onNear: () => void;
}

export function HelpCorner({ isOpen, onChange, panel: Asked, onNear }: HelpCornerProps) {
  const words = useKit().help;
  return (
    <>
      <button
        type="button"
        className="icon-btn icon-btn--44"
        aria-haspopup="dialog"
        aria-label={words}
        title={words}
        onPointerEnter={onNear}
        onFocus={onNear}
        onClick={() => onChange(true)}
      >
        <CircleHelp size={22} strokeWidth={1.75} aria-hidden />
      </button>
      {isOpen ? (
        <Suspense fallback={null}>
          <Asked path={location.pathname} onClose={() => onChange(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
