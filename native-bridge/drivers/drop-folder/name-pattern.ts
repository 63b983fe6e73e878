/**
 * A test of names by a pattern: `*` any characters, `?` one, `{a,b}` either; the rest is itself. Case does not matter.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  let source = '';
  let depth = 0;
  for (const character of pattern) {
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (character === '{') {
      source += '(?:';
      depth++;
    } else if (character === '}' && depth > 0) {
      source += ')';
      depth--;
    } else if (character === ',' && depth > 0) source += '|';
    else source += character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
  }
  const expression = new RegExp(`^${source.replaceAll(/(?:\.\*)+/g, '.*')}${')'.repeat(depth)}$`, 'isu');
  return (name) => expression.test(name);
}
