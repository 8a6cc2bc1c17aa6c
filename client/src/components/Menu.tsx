import { useNavigate } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import { Menu as AriaMenu, Button, MenuItem, MenuTrigger, Popover } from 'react-aria-components';

import { type Target, linkProps } from './LinkButton.tsx';

export interface MenuEntry {
  readonly id: string;
  readonly label: ReactNode;
  readonly onAction?: () => void;
  readonly to?: Target;
  readonly tone?: 'plain' | 'danger';
}

export function Menu({
  label,
  trigger,
  items,
}: {
  readonly label: string;
  readonly trigger?: ReactNode;
  readonly items: readonly MenuEntry[];
}) {
  const navigate = useNavigate();
  return (
    <MenuTrigger>
      <Button className={trigger ? 'btn' : 'icon-btn'} aria-label={label}>
        {trigger ?? <Ellipsis size={20} strokeWidth={1.75} aria-hidden />}
      </Button>
      <Popover className="pop pop--menu" placement="bottom end">
        <AriaMenu className="menu" aria-label={label}>
          {items.map((item) => (
            <MenuItem
              key={item.id}
              id={item.id}
              className={`menu__item${item.tone === 'danger' ? ' menu__item--danger' : ''}`}
              onAction={() => {
                if (item.to) void navigate(linkProps(item.to));
                item.onAction?.();
              }}
            >
              {item.label}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
