import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover as AriaPopover } from 'react-aria-components';

/** A short explanation that opens at a press and stays beside what it explains. */
export function Popover({
  trigger,
  label,
  children,
}: {
  readonly trigger: ReactNode;
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <DialogTrigger>
      <Button className="pop__trigger">{trigger}</Button>
      <AriaPopover className="pop">
        <Dialog className="pop__in" aria-label={label}>
          {children}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
