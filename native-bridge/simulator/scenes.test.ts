import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openScene, type SceneScan, sceneNames } from './scenes.ts';

/** SHA-256 of a whole scan: a change here changes what every stored seed shows. */
const golden = [
  ['curtain-sider', '8fdc39d1e6131feed8eaf9634b1f225d45ac2dd6db0dfc3993de59b3cf38b98a'],
  ['machinery', '4aa757023ae872a52d3b156de0ce050df7463ad289af825e4440ca56c3144681'],
  ['reefer', 'db5e3ad846cdc5a1e1ce2c9554e76c20d957c9704628e3938481c175c18a1d95'],
  ['tanker', '705221500e693d8aa0d1b16a1b66987156be610ae926ea3787face8a843b79a4'],
  ['empty-trailer', 'db231786c89a6f7aeebfb822f6e5037274bdb698c683ea066d05a8fb22ad8100'],
  ['tiles-cigarettes', 'f38c8d44fe9c1077a6098589f47f3acf15a849106461bb6853fab74f7c33e0a4'],
  ['reefer-wall', '26e2c47da637fc92b76dc05cd6961a578f425ebd8f2e7c1ea2aabe2bd6fede10'],
  ['benchmark', '03410e58b9fd0c184d40276738f93de6f3af374866de6fe1cf897c955b94d541'],
] as const;

/** Bytes of a scan's first plane as counts. */
function counts(scan: SceneScan, firstLine: number, lines: number): Uint16Array {
  return new Uint16Array(scan.lineBlock(firstLine, lines).buffer);
}

function digest(scan: SceneScan): string {
  const hash = createHash('sha256');
  for (let line = 0; line < scan.lines; line += 500)
    hash.update(scan.lineBlock(line, Math.min(500, scan.lines - line)));
  return hash.digest('hex');
}

describe('the scenes', () => {
  it('refuses a scene there is not, naming those there are', () => {
    expect(() => openScene('submarine', 1)).toThrowError(
      expect.objectContaining({
        code: 'SCENE_UNKNOWN',
        message: expect.stringContaining('curtain-sider, machinery, reefer'),
      }),
    );
    expect(() => openScene('toString', 1)).toThrowError(expect.objectContaining({ code: 'SCENE_UNKNOWN' }));
  });

  it('refuses lines outside of the scan', () => {
    const scan = openScene('tanker', 1);
    expect(() => scan.lineBlock(4499, 2)).toThrowError(RangeError);
    expect(() => scan.lineBlock(-1, 1)).toThrowError(RangeError);
    expect(scan.lineBlock(4500, 0)).toHaveLength(0);
  });

  it.each(golden)('%s with seed 7 has always the same bytes', (name, sha256) => {
    expect(digest(openScene(name, 7))).toBe(sha256);
  });

  it('has a pinned digest for each scene', () => {
    expect(golden.map(([name]) => name)).toEqual(sceneNames());
  });

  it('gives the same bytes whatever the blocks and their order', () => {
    const names = sceneNames().filter((name) => name !== 'benchmark');
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.integer(),
        fc.integer({ min: 0, max: 4400 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
        (name, seed, first, sizes) => {
          const total = sizes.reduce((sum, size) => sum + size, 0);
          const lines = Math.min(total, 4500 - first);
          const whole = openScene(name, seed).lineBlock(first, lines);
          const bytesPerLine = whole.byteLength / lines;
          const scan = openScene(name, seed);
          const blocks: { at: number; size: number }[] = [];
          for (const size of sizes) {
            const at = blocks.reduce((sum, block) => sum + block.size, 0);
            if (at < lines) blocks.push({ at, size: Math.min(size, lines - at) });
          }
          for (const { at, size } of blocks.reverse())
            expect(
              Buffer.compare(
                scan.lineBlock(first + at, size),
                whole.subarray(at * bytesPerLine, (at + size) * bytesPerLine),
              ),
            ).toBe(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('differ by seed, in the noise and in the load', () => {
    expect(counts(openScene('tanker', 1), 0, 1)).not.toEqual(counts(openScene('tanker', 2), 0, 1));
    const load = (seed: number) => counts(openScene('curtain-sider', seed, { noise: false }), 2500, 1);
    expect(load(1)).not.toEqual(load(2));
  });

  it.each(sceneNames().map((name) => [name] as const))('%s begins and ends in air', (name) => {
    const scan = openScene(name, 11, { noise: false });
    const { airCounts } = scan.geometry;
    for (const line of [0, scan.lines - 1])
      expect(counts(scan, line, 1).every((value) => value === airCounts)).toBe(true);
  });

  it.each(sceneNames().map((name) => [name] as const))(
    '%s lets more of the higher energy through',
    (name) => {
      const scan = openScene(name, 4, { noise: false });
      const { detectors } = scan.geometry;
      let behindMatter = 0;
      let against = 0;
      for (let line = 0; line < scan.lines; line += 250) {
        const values = counts(scan, line, 1);
        for (let d = 0; d < detectors; d++) {
          // The veil of scattered light is a count or two stronger at the lower energy.
          if (values[d]! < values[detectors + d]! - 3) against++;
          if (values[d]! < scan.geometry.airCounts * 0.9) behindMatter++;
        }
      }
      expect(against).toBe(0);
      expect(behindMatter).toBeGreaterThan(500);
    },
  );

  it('keeps its trucks inside the picture', () => {
    for (const name of sceneNames().filter((other) => other !== 'benchmark'))
      for (const seed of [1, 2, 3]) {
        const scan = openScene(name, seed, { noise: false });
        const { airCounts, detectors } = scan.geometry;
        for (let line = 0; line < scan.lines; line += 100)
          expect(counts(scan, line, 1)[0]).toBeGreaterThan(airCounts * 0.99);
        expect(detectors).toBe(1152);
      }
  });

  it('hides something where the contraband scenes say so', () => {
    // The same truck with and without the packets differs in the wall, and only there.
    const plain = openScene('reefer', 9, { noise: false });
    const loaded = openScene('reefer-wall', 9, { noise: false });
    const { detectors } = plain.geometry;
    const different = new Set<number>();
    let darkest = 1;
    for (let line = 0; line < plain.lines; line += 10) {
      const a = counts(plain, line, 1);
      const b = counts(loaded, line, 1);
      for (let d = 0; d < detectors; d++)
        if (b[d]! < a[d]! * 0.97) {
          different.add(line);
          darkest = Math.min(darkest, b[d]! / a[d]!);
        }
    }
    expect(different.size).toBeGreaterThan(20);
    expect(different.size).toBeLessThan(40);
    expect(darkest).toBeLessThan(0.85);
  });
});
