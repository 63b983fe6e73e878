import { type FindingCategory, findingCategories } from '../api/examination-record.pure.ts';
import { languages } from '../api/views.pure.ts';
import { catalogueWords } from '../catalogue-words.ts';
import { wordsOf } from './archive-words.pure.ts';

/** What an examination can find whose name, in any language of the screen, has a word that begins so (`wordsOf`). */
export function categoriesNamed(): (beginning: string) => readonly FindingCategory[] {
  const names = languages.map((language) => catalogueWords(language));
  const words = findingCategories.map((category) => ({
    category,
    words: names.flatMap((nameIn) => wordsOf(nameIn(`yard:categories.${category}`))),
  }));
  return (beginning) =>
    beginning.length < fewestLetters
      ? []
      : words
          .filter(({ words }) => words.some((word) => word.startsWith(beginning)))
          .map(({ category }) => category);
}

/** With fewer, most categories would be asked for. */
const fewestLetters = 3;
