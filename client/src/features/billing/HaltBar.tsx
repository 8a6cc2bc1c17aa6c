import type { ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmBar } from '../../components/Page.tsx';
import { useWords } from '../../lib/words.ts';
import { Failed, Says } from './RunSays.tsx';
import { runTexts } from './run-texts.ts';

interface HaltBarProps {
  readonly isHalted: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  /** Halts it, or carries it on. */
  readonly onPress: () => void;
  /** What else can be done with one that is halted. */
  readonly children?: ReactNode;
}

/** The foot of a work of the server: it can be halted at any moment, and goes on from where it stood. */
export function HaltBar({ isHalted, isPending, error, onPress, children }: HaltBarProps) {
  const words = useWords(runTexts).control;
  return (
    <>
      <Failed error={error} />
      <ConfirmBar text={<Says title={isHalted ? words.paused : words.working} text={isHalted ? words.pausedText : words.workingText} />}>
        {children}
        <Button kind={isHalted ? 'primary' : 'default'} size="lg" isPending={isPending} onPress={onPress}>
          {isHalted ? words.resume : words.pause}
        </Button>
      </ConfirmBar>
    </>
  );
}
