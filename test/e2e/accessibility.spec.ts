import type { Page } from '@playwright/test';
import { callAndScan, screenKeys, takeIn } from './console.ts';
import { expect, lineStream, type Post, picture, setUpPost, test } from './harness.ts';

/** What a screen of 1366 × 768 leaves at 150 %. */
const scaled = { width: 911, height: 512 };

test('everything a person can press or fill in has a name, in both languages', async ({ post }) => {
  const page = await workUnderWay(post);
  const places = [...screenKeys, 'F9', '?', 'Control+K'];
  for (const language of ['en', 'ru']) {
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    for (const place of places) {
      // The arrival is asked for at the console.
      if (place === 'F9') await page.keyboard.press('Alt+1');
      await page.keyboard.press(place);
      if (!place.startsWith('Alt')) await expect(page.getByRole('dialog')).toBeVisible();
      expect({ language, place, nameless: await nameless(page) }).toEqual({ language, place, nameless: [] });
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    await page.keyboard.press('Alt+L');
  }
});

test('every screen is in the menu of screens, and a key opens it', async ({ post }) => {
  const page = await workUnderWay(post);
  await page.keyboard.press('F10');
  const items = page.getByRole('menuitem');
  await expect(items).toHaveCount(screenKeys.length);
  await expect(items.first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('banner').locator('[aria-current="page"]')).toContainText('Throughput');
  await expect(items).toHaveCount(0);
  await page.keyboard.press('F10');
  await picture(page, 'screens');
  await page.keyboard.press('Escape');
  await expect(items).toHaveCount(0);
});

test('focus can be seen wherever Tab goes, and comes back from every dialog', async ({ post }) => {
  const page = await workUnderWay(post);
  for (const screen of screenKeys) {
    await page.keyboard.press(screen);
    const stops = await tabStops(page, 20);
    expect(stops.length).toBeGreaterThan(8);
    expect({ screen, unseen: stops.filter(({ seen }) => !seen) }).toEqual({ screen, unseen: [] });
  }
  await page.keyboard.press('Alt+1');
  const button = page.getByTestId('action-arrive');
  await button.focus();
  for (const key of ['F9', '?', 'Control+K']) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog')).toBeVisible();
    await expect(button).not.toBeFocused();
    await page.keyboard.press('Escape');
    await expect(button, `after ${key}`).toBeFocused();
  }
});

test('at 150 % on a small screen nothing to press is cut off, in both languages', async ({ post }) => {
  const page = await workUnderWay(post);
  await page.setViewportSize(scaled);
  for (const language of ['en', 'ru']) {
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    for (const [place, parts] of [
      ['Alt+2', 'header button'],
      ['Alt+1', 'header button, [data-testid^="action-"]'],
      ['F6', '[data-testid^="reason-"]'],
    ] as const) {
      await page.keyboard.press(place);
      await expect(page.locator(parts).first()).toBeVisible();
      expect({ language, place, cut: await cutOff(page, parts) }).toEqual({ language, place, cut: [] });
    }
    await picture(page, `scaled-${language}`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Alt+L');
  }
});

test('who wants less motion gets none', async ({ post }) => {
  const page = await post.openWindow(await post.startStation({ mode: 'training' }));
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await setUpPost(page);
  await expect(page.getByRole('option').first()).toBeVisible();
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('*')].filter((element) => {
        const { animationName, transitionProperty, transitionDuration } = getComputedStyle(element);
        return animationName !== 'none' || (transitionProperty !== 'none' && transitionDuration !== '0s');
      }).length,
  );
  expect(moving).toBe(0);
});

/** A window with a picture under analysis. */
async function workUnderWay(post: Post): Promise<Page> {
  const simulator = await post.startSimulator({ scene: 'empty-trailer' });
  const page = await post.openWindow(await post.startStation({ scanner: lineStream(simulator.report.port) }));
  await setUpPost(page);
  await takeIn(page, '01KG123ABC');
  await callAndScan(page, '01KG123ABC');
  return page;
}

/** What is on screen to press or fill in without a name for those who hear it. */
function nameless(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href], [role="option"]')]
      .filter(
        (element) => element.checkVisibility() && element.closest('[inert], [aria-hidden="true"]') === null,
      )
      .filter((element) => {
        const labelled = element
          .getAttribute('aria-labelledby')
          ?.split(' ')
          .map((id) => document.getElementById(id)?.textContent ?? '')
          .join('');
        const labels = [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent);
        const names = [element.getAttribute('aria-label'), labelled, ...labels];
        if (!element.matches('input, select, textarea')) names.push(element.textContent);
        return names.join('').trim() === '';
      })
      .map((element) => element.outerHTML.slice(0, 200)),
  );
}

/** Where Tab goes, once around, and whether one sees that it is there. */
async function tabStops(page: Page, most: number) {
  const stops: { readonly what: string; readonly seen: boolean }[] = [];
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      // A field's frame may show the focus in its place.
      const seen = [element, element.parentElement].some((each) => {
        if (each === null) return false;
        const { outlineStyle, outlineWidth, borderTopColor } = getComputedStyle(each);
        const outlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
        return outlined || (each.matches('input, select') && borderTopColor !== 'rgb(98, 115, 133)');
      });
      return { what: element.outerHTML.slice(0, 160), seen };
    });
    // Past the last stop comes the window itself, then the first one.
    if (stop !== null) stops.push(stop);
  }
  return stops;
}

/** The parts that are not wholly inside the window, or behind the edge of what they stand in. */
function cutOff(page: Page, parts: string): Promise<string[]> {
  return page.evaluate(
    (selector) =>
      [...document.querySelectorAll(selector)]
        .filter((element) => {
          const { left, top, right, bottom } = element.getBoundingClientRect();
          return left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5;
        })
        .map((element) => element.outerHTML.slice(0, 160)),
    parts,
  );
}
