import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Officer } from '../station/api/views.pure.ts';
import { DevicesBadge, InboxBadge, IncidentsBadge } from './screen-badges.tsx';
import classes from './screen-tabs.module.css';
import { useAction, useBindings } from './ui/action-context.tsx';
import { KeyCap } from './ui/key-cap.tsx';
import { type Screen, type ScreenName, screensOf } from './ui/screens.ts';

/** What a tab says besides its name: how much there waits for a person. */
const badges: Partial<Record<ScreenName, ReactNode>> = {
  devices: <DevicesBadge />,
  inbox: <InboxBadge />,
  incidents: <IncidentsBadge />,
};

/**
 * The way from screen to screen. Where there is no room for a tab of each, the open screen's and those with something
 * to say stay, and the menu before them has them all.
 */
export function ScreenTabs(props: { readonly shown: ScreenName; readonly officer: Officer }) {
  const { t } = useTranslation();
  const screens = screensOf(props.officer);
  return (
    <nav className={classes.nav} aria-label={t('screens')}>
      <ScreenMenu screens={screens} shown={props.shown} />
      {screens.map((screen) => (
        <ScreenTab key={screen.name} screen={screen} shown={screen.name === props.shown} />
      ))}
    </nav>
  );
}

function ScreenTab({ screen, shown }: { readonly screen: Screen; readonly shown: boolean }) {
  const { t } = useTranslation();
  const action = useAction(screen.action);
  return (
    <button
      type="button"
      className={classes.tab}
      aria-current={shown ? 'page' : undefined}
      onClick={action?.run}
    >
      <span className={classes.tabWord}>
        <span className={classes.name} title={t(`screenNames.${screen.name}`)}>
          {t(`screenNames.${screen.name}`)}
        </span>
        {badges[screen.name]}
      </span>
      <KeyCap name={action?.keyName ?? ''} />
    </button>
  );
}

function ScreenMenu(props: { readonly screens: readonly Screen[]; readonly shown: ScreenName }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  useBindings({ openScreens: { enabled: true, run: () => setOpened((before) => !before) } });
  const open = useAction('openScreens');
  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      offset={0}
      withInitialFocusPlaceholder={false}
      zIndex={300}
      transitionProps={{ duration: 0 }}
      classNames={{ dropdown: classes.menu ?? '', item: classes.menuItem ?? '' }}
    >
      <Menu.Target>
        <button type="button" className={classes.menuButton} title={open?.keyName} aria-label={t('screens')}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2 3.5h12M2 8h12M2 12.5h12" />
          </svg>
          <KeyCap name={open?.keyName ?? ''} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {props.screens.map((screen) => (
          <ScreenItem key={screen.name} screen={screen} shown={screen.name === props.shown} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ScreenItem({ screen, shown }: { readonly screen: Screen; readonly shown: boolean }) {
  const { t } = useTranslation();
  const action = useAction(screen.action);
  return (
    <Menu.Item
      data-autofocus={shown || undefined}
      aria-current={shown ? 'page' : undefined}
      rightSection={<KeyCap name={action?.keyName ?? ''} />}
      onClick={action?.run}
    >
      <span className={classes.tabWord}>
        {t(`screenNames.${screen.name}`)}
        {badges[screen.name]}
      </span>
    </Menu.Item>
  );
}
