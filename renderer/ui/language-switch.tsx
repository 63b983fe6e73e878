import { useTranslation } from 'react-i18next';
import { languages } from '../../station/api/views.pure.ts';
import { changeLanguage, currentLanguage } from './i18n.ts';
import classes from './language-switch.module.css';

/** The languages side by side, each in its own name; the chosen one is pressed. */
export function LanguageSwitch({ onChange }: { readonly onChange?: () => void }) {
  const { t, i18n } = useTranslation();
  return (
    <fieldset className={classes.switch} aria-label={t('language')}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          className={classes.choice}
          aria-pressed={i18n.language === language}
          lang={language}
          title={t(`languages.${language}`)}
          onClick={() => {
            void changeLanguage(language).then(onChange);
          }}
        >
          {t(`languagesShort.${language}`)}
        </button>
      ))}
    </fieldset>
  );
}

/** Changes to the next language. */
export async function switchLanguage(): Promise<void> {
  const next = (languages.indexOf(currentLanguage()) + 1) % languages.length;
  await changeLanguage(languages[next] ?? 'en');
}
