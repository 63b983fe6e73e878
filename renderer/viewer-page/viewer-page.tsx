import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBindings } from '../ui/action-context.tsx';
import { faultOf, faultSentence } from '../ui/fault.ts';
import { KeysSheet } from '../ui/keys-sheet.tsx';
import { switchLanguage } from '../ui/language-switch.tsx';
import { FileColumn } from './file-column.tsx';
import { dropFile, listFiles, openFile } from './files.ts';
import { OpenedPicture } from './opened-picture.tsx';
import { PictureFactsLine } from './picture-facts-line.tsx';
import classes from './viewer-page.module.css';

/** The viewer alone: the files there are, and the one that is open with every tool the console has. */
export function ViewerPage() {
  const { t } = useTranslation('viewer');
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const [keysShown, setKeysShown] = useState(false);
  const [over, setOver] = useState(false);
  const list = useQuery({ queryKey: ['files'], queryFn: ({ signal }) => listFiles(signal) });
  const drop = useMutation({
    mutationFn: dropFile,
    onSuccess: async (file) => {
      await client.invalidateQueries({ queryKey: ['files'] });
      setChosen(file.id);
    },
  });
  // The server keeps few pictures open: one that was left is opened anew.
  const opened = useQuery({
    queryKey: ['opened', chosen],
    queryFn: ({ signal }) => openFile(chosen!, signal),
    enabled: chosen !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  useBindings({
    showKeys: { enabled: true, run: () => setKeysShown((shown) => !shown) },
    switchLanguage: { enabled: true, run: () => void switchLanguage() },
  });

  const files = list.data?.files ?? [];
  // What was named on the command line is what somebody wants to see.
  const named = files.find(({ from }) => from === 'named')?.id ?? null;
  useEffect(() => setChosen((before) => before ?? named), [named]);

  const file = files.find(({ id }) => id === chosen) ?? null;
  const picture = opened.data ?? null;
  const fault = drop.error ?? opened.error ?? list.error;
  const title = file?.name ?? '';
  useEffect(() => {
    document.title = title === '' ? 'Scanpost' : `${title} · Scanpost`;
  }, [title]);
  const hands = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (event.currentTarget === event.target) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const [dropped] = event.dataTransfer.files;
      if (dropped) drop.mutate(dropped);
    },
  };

  return (
    <div className={classes.page} data-over={over || undefined} {...hands}>
      <FileColumn
        list={list.data ?? null}
        chosen={chosen}
        onChoose={(id) => {
          drop.reset();
          setChosen(id);
        }}
        onFile={(chosenFile) => drop.mutate(chosenFile)}
        onKeys={() => setKeysShown(true)}
      />
      <main className={classes.middle}>
        <PictureFactsLine name={title} opened={picture} />
        <OpenedPicture name={title} source={picture?.source ?? null}>
          {fault ? (
            <div className={classes.said} role="alert">
              <strong>{t('notOpened', { name: title })}</strong>
              <p>{faultSentence(faultOf(fault))}</p>
              <small>{faultOf(fault).code}</small>
            </div>
          ) : chosen === null ? (
            <div className={classes.said}>
              <strong>{t('choose')}</strong>
              <p>{t('howToChoose')}</p>
            </div>
          ) : (
            picture === null && (
              <div className={classes.said} role="status">
                {t('opening', { name: title })}
              </div>
            )
          )}
        </OpenedPicture>
      </main>
      <KeysSheet opened={keysShown} onClose={() => setKeysShown(false)} />
    </div>
  );
}
