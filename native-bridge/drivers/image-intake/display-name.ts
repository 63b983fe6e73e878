const longest = 120;

/**
 * A foreign name as people may be shown it: one line, printable, at most 120 characters, no folders. Never used as a
 * path. Characters that turn the direction of writing are marked, for they make `fdp.exe` of `exe.pdf`.
 */
export function displayName(foreign: string): string {
  const printable = foreign
    .replaceAll(/^.*[/\\]/gs, '')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '\u{fffd}')
    .trim();
  const characters = [...printable];
  const name = characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : printable;
  return name === '' ? '(no name)' : name;
}
