import type { Page } from '@playwright/test';
import { expect, setUpPost, test } from './harness.ts';

test('what is typed right behind a key goes into what the key opens', async ({ post }) => {
  const page = await post.openWindow(await post.startStation());
  await setUpPost(page);
  await expect(page.getByTestId('action-arrive')).toBeEnabled();

  expect(await focusRightBehind(page, { key: 'F9', code: 'F9' })).toMatch(/^Plate/);
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  expect(await focusRightBehind(page, { key: 'k', code: 'KeyK', ctrlKey: true })).toBe(
    'An action, a plate, a container…',
  );
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

/** Presses a key in the page, and says what has the focus before any other press could arrive. */
function focusRightBehind(page: Page, key: Press): Promise<string | undefined> {
  return page.evaluate(async (init) => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }));
    // Until all that the press itself set going is done; no timer and no other event comes before.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    const focused = document.activeElement as HTMLInputElement | null;
    return focused?.ariaLabel ?? focused?.labels?.[0]?.textContent ?? focused?.tagName;
  }, key);
}

interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey?: boolean;
}
