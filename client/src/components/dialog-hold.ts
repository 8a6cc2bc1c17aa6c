import { createContext, useContext } from 'react';

export interface DialogHold {
  /** An act of the dialog is under way: it stays open until what comes of it has been said. */
  readonly isHeld: boolean;
  /** Holds the dialog open; returns what lets it go again. */
  readonly hold: () => () => void;
  /** A form inside says whether it holds what is not saved: then it is asked about before it goes; returns what ends that. */
  readonly watch: (isTouched: () => boolean) => () => void;
}

const free: DialogHold = { isHeld: false, hold: () => () => undefined, watch: () => () => undefined };

export const DialogHoldContext = createContext<DialogHold>(free);

/** Outside of a dialog nothing is held. */
export const useDialogHold = (): DialogHold => useContext(DialogHoldContext);
