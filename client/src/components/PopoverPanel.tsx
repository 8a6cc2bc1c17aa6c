import { Button, Dialog, DialogTrigger, Popover as AriaPopover } from 'react-aria-components';
import type { PopoverProps } from './Popover.tsx';

/** The part of a popover that floats; it has been asked for, so it opens at once. */
export function PopoverPanel({ trigger, label, children }: PopoverProps) {
  return (
    <DialogTrigger defaultOpen>
      <Button className="pop__trigger">{trigger}</Button>
      <AriaPopover className="pop">
        <Dialog className="pop__in" aria-label={label}>
          {children}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
