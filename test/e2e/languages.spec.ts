import type { Page } from '@playwright/test';
import { callAndScan, screenKeys, takeIn } from './console.ts';
import { expect, lineStream, picture, setUpPost, test } from './harness.ts';

test('every word on screen changes language at once, and stays changed', async ({ post }) => {
  const page = await post.openWindow(await post.startStation());
  await setUpPost(page);
  await expect(page.getByText('Queue', { exact: true }).first()).toBeVisible();
  const english = await words(page);
  await page.keyboard.press('Alt+L');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  const russian = await words(page);
  await picture(page, 'russian');
  expect(russian.some((word) => /[а-я]/i.test(word))).toBe(true);
  // Names, numbers and keys are the same in every language; a sentence or a label is not.
  const same = english.filter((word) => /[a-z]{3}/i.test(word) && russian.includes(word));
  expect(same.filter((word) => !alikeEverywhere.some((known) => known.test(word)))).toEqual([]);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
});

test('no text on screen bypasses the catalogue', async ({ post }) => {
  const simulator = await post.startSimulator({ scene: 'empty-trailer' });
  const page = await post.openWindow(await post.startStation({ scanner: lineStream(simulator.report.port) }));
  await page.evaluate(() => localStorage.setItem('scanpost.language', 'qps'));
  await page.reload();
  await expect(page.getByText('⟦').filter({ visible: true }).first()).toBeVisible();
  expect(await unwrapped(page)).toEqual([]);
  await page.evaluate(() => localStorage.setItem('scanpost.language', 'en'));
  await page.reload();
  await setUpPost(page);
  await takeIn(page, '06KG666LNG');
  await callAndScan(page, '06KG666LNG');
  await page.evaluate(() => localStorage.setItem('scanpost.language', 'qps'));
  await page.reload();
  await expect(page.getByTestId('visit-state').or(page.getByText('⟦').first()).first()).toBeVisible();
  expect(await unwrapped(page)).toEqual([]);
  for (const key of ['F9', '?', 'Control+K', ...screenKeys.slice(1)]) {
    await page.keyboard.press(key);
    await expect(page.getByText('⟦').filter({ visible: true }).first()).toBeVisible();
    expect({ key, unwrapped: await unwrapped(page) }).toEqual({ key, unwrapped: [] });
    await page.keyboard.press('Escape');
  }
});

const alikeEverywhere = [
  /^Scanpost/,
  /^First Officer$/,
  /^(EN|RU|English|Русский)$/,
  /^(F\d+|Alt|Ctrl|Shift|Enter|Esc)/,
  /^(TIR|RPM)$/,
  /\d/,
];

/** Every piece of text that is shown, spoken or hinted at. */
function words(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = node.nodeValue?.trim() ?? '';
      if (text === '' || parent === null || parent.closest('script, style, [data-untranslated]') !== null)
        continue;
      if (parent.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) found.add(text);
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
        const text = element.getAttribute(name)?.trim();
        if (text) found.add(text);
      }
    }
    return [...found];
  });
}

/** Text with words in it that the catalogue did not wrap. */
async function unwrapped(page: Page): Promise<string[]> {
  const shown = await words(page);
  return shown.filter((text) => {
    let outside = text;
    // A worded value may stand within a sentence.
    for (let before = ''; outside !== before; ) {
      before = outside;
      outside = before.replace(/⟦[^⟦⟧]*⟧/g, '');
    }
    return /\p{Letter}{2}/u.test(outside) && !alikeEverywhere.some((known) => known.test(outside.trim()));
  });
}
