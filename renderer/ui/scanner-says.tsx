import { useTranslation } from 'react-i18next';
import { StateShape } from './icons.tsx';
import { useLive } from './live.tsx';
import { scannerLook } from './scanner-look.ts';
import classes from './scanner-says.module.css';
import { scannerWaits, type Wait } from './scanner-waits.ts';
import { useStationSecond } from './station-clock.ts';

/** A scanner's state and all it waits for, in full. */
export function ScannerSays({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { post } = useLive();
  const now = useStationSecond();
  const scanner = post?.scanners.find((each) => each.id === id) ?? null;
  const look = scannerLook(scanner);
  return (
    <div className={classes.says} data-testid="scanner-says">
      <p data-tone={look.tone}>
        <StateShape shape={look.shape} />
        <strong>{t(`scanner.${look.state}`)}</strong>
      </p>
      <ul>
        {scannerWaits(scanner, now).map((wait) => (
          <li key={wait.id}>
            <WaitWords wait={wait} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What it waits for, as a sentence. Names are the device's own. */
export function WaitWords({ wait }: { readonly wait: Wait }) {
  const { t } = useTranslation();
  return <span>{t(`waits.${wait.id}`, wait.values)}</span>;
}
