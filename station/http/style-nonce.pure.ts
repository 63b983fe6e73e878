/**
 * The page's style nonce. The content security policy lets a `<style>` element in only with this nonce, which is
 * new with every load of the page; give it to `MantineProvider getStyleNonce` and set
 * `globalThis.__webpack_nonce__` (read by get-nonce, for react-remove-scroll) before the first render.
 * Style attributes set by script (React's `style`) need nothing. Empty where the page has none (dev server).
 */
export function styleNonce(page: Document): string {
  return page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}
