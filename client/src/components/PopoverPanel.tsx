import type { ReactNode } from 'react';
import { Button, DialogTrigger, Popover as AriaPopover } from 'react-aria-components';

export interface PopoverProps {
  readonly trigger: ReactNode;
  readonly label: string;
  readonly children: ReactNode;
}

/**
 * The part of a popover that floats; it has been asked for, so it opens at once. It is the dialog itself: with another one
 * inside, the hidden ways out that stand beside that would belong to nothing.
 */
export function PopoverPanel({ trigger, label, children }: PopoverProps) {
  return (
    <DialogTrigger defaultOpen>
      <Button className="pop__trigger">{trigger}</Button>
      <AriaPopover className="pop" aria-label={label}>
        {children}
      </AriaPopover>
    </DialogTrigger>
  );
}
