import type { TFunction } from 'i18next';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { decimal } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { moveInList } from '../ui/list-keys.ts';
import type { FileList, ListedFile } from './files.ts';
import classes from './viewer-page.module.css';

/** The files by where they come from; arrows choose, and what is chosen is opened. */
export function FileColumn(props: {
  /** Null while it is not known. */
  readonly list: FileList | null;
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  readonly onFile: (file: File) => void;
  readonly onKeys: () => void;
}) {
  const { t } = useTranslation('viewer');
  const { list, chosen } = props;
  const input = useRef<HTMLInputElement>(null);
  const files = list?.files ?? [];
  const ids = files.map(({ id }) => id);
  return (
    <nav className={classes.column} aria-label={t('files')}>
      <header className={classes.head}>
        <h1 className={classes.title}>{t('title')}</h1>
        <LanguageSwitch />
      </header>
      <div className={classes.tools}>
        <button type="button" className={classes.button} onClick={() => input.current?.click()}>
          {t('openFile')}
        </button>
        <button type="button" className={classes.button} onClick={props.onKeys}>
          {t('keys')} <KeyCap name="?" />
        </button>
        <input
          ref={input}
          className={classes.hidden}
          type="file"
          tabIndex={-1}
          aria-label={t('openFile')}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) props.onFile(file);
            currentTarget.value = '';
          }}
        />
      </div>
      {list?.folder === null && <p className={classes.note}>{t('noFolder')}</p>}
      <div
        className={classes.list}
        role="listbox"
        aria-label={t('files')}
        onKeyDown={(event) => moveInList(event, ids, chosen, props.onChoose)}
      >
        {files.map((file, nth) => (
          <FileRow
            key={file.id}
            file={file}
            folder={folderOf(file) === folderOf(files[nth - 1]) ? null : folderOf(file)}
            isChosen={file.id === chosen}
            // One row takes the focus; the arrows lead to the others.
            takesFocus={chosen === null || !ids.includes(chosen) ? nth === 0 : file.id === chosen}
            onChoose={() => props.onChoose(file.id)}
          />
        ))}
      </div>
    </nav>
  );
}

function FileRow(props: {
  readonly file: ListedFile;
  /** Said above the first file of each. */
  readonly folder: string | null;
  readonly isChosen: boolean;
  readonly takesFocus: boolean;
  readonly onChoose: () => void;
}) {
  const { t, i18n } = useTranslation('viewer');
  const { file, folder } = props;
  const heading = folder === 'named' || folder === 'dropped' ? t(`from.${folder}`) : folder;
  return (
    <>
      {heading && (
        <div className={classes.folder} role="presentation">
          {heading}
        </div>
      )}
      <div
        className={classes.row}
        role="option"
        aria-selected={props.isChosen}
        tabIndex={props.takesFocus ? 0 : -1}
        data-row={file.id}
        title={file.name}
        onClick={props.onChoose}
        onKeyDown={({ key }) => {
          if (key === 'Enter' || key === ' ') props.onChoose();
        }}
      >
        <span className={classes.name}>{file.name.split(/[/\\]/).at(-1)}</span>
        <span className={classes.size}>{sizeText(file.bytes, i18n.language, t)}</span>
      </div>
    </>
  );
}

/** What is said above it: the folder it lies in, or how else it got here. */
function folderOf(file: ListedFile | undefined): string | null {
  if (!file) return null;
  if (file.from !== 'folder') return file.from;
  return file.name.split(/[/\\]/).slice(0, -1).join('/') || '.';
}

function sizeText(bytes: number, language: string, t: TFunction<'viewer'>): string {
  return bytes >= 1e6
    ? t('megabytes', { value: decimal(bytes / 1e6, language, 1) })
    : t('kilobytes', { value: decimal(bytes / 1e3, language, bytes < 1e4 ? 1 : 0) });
}
