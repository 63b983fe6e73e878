import type { ReactNode } from 'react';
import { useBindings } from '../ui/action-context.tsx';
import { TruckMark } from '../ui/icons.tsx';
import { LanguageSwitch, switchLanguage } from '../ui/language-switch.tsx';
import { TrainingBand } from '../ui/training-band.tsx';
import classes from './gate.module.css';

/** The frame of the screens before someone is signed in: a form in the middle, the language above it. */
export function Gate(props: {
  readonly title: string;
  readonly post?: string;
  readonly version?: string;
  readonly training?: boolean;
  readonly children: ReactNode;
}) {
  useBindings({ switchLanguage: { enabled: true, run: () => void switchLanguage() } });
  return (
    <div className={classes.page}>
      {props.training && <TrainingBand />}
      <header className={classes.top}>
        <TruckMark />
        <span className={classes.post} data-untranslated>
          {props.post}
        </span>
        <LanguageSwitch />
      </header>
      <main className={classes.middle}>
        <section className={classes.card} aria-labelledby="gate-title">
          <h1 className={classes.title} id="gate-title">
            {props.title}
          </h1>
          {props.children}
        </section>
      </main>
      <footer className={classes.foot}>{props.version}</footer>
    </div>
  );
}
