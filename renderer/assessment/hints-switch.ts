const rememberedAt = 'scanpost.hints';

/** Whether an officer has switched hints on, on this machine: off until then. */
export function hintsAreOn(officerId: string): boolean {
  return localStorage.getItem(`${rememberedAt}.${officerId}`) === 'on';
}

export function rememberHints(officerId: string, on: boolean): void {
  localStorage.setItem(`${rememberedAt}.${officerId}`, on ? 'on' : 'off');
}
