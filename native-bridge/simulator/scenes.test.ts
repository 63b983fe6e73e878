import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openScene, type SceneScan, sceneNames } from './scenes.ts';

/** SHA-256 of each scene: a change here changes what every stored seed shows. */
const golden = [
  ['curtain-sider', 'f2a15523f3644c7143f586471f84c3d690fa73969569ebc78904e5f6226cdea9'],
  ['machinery', '831abb1acb2bbb6c5e80cc75cf1ba2cb20123a705594ba929d4105bda35780a7'],
  ['reefer', 'de3183df268d3e7fd65aa67d046ae62ac89b3d0e1dcf9917f47a7e5185d37c6b'],
  ['tanker', '82172f499941343469faa70e22024437cbf532fba4e2a9336a716f6342aafbc1'],
  ['empty-trailer', 'c57b92a7e28dcb1eec94e9e21978aa6c695e3dd00ab929e2dc37a95d696cd5e8'],
  ['tiles-cigarettes', '0c4ef79b51edf4af383699a16c8724660621da69ff4848ffb790ec970fdcaaf5'],
  ['reefer-wall', '8db32b865c7c50bc358a985739a617f6b170be2de095ecb5d5cec77cbb9ee7ad'],
  ['empty-container', '84bff1fe9abbe7568e26031f3811540d8042150bfa3fbe0ddb59a5d4ec584fd4'],
  ['not-empty-container', 'd2fbcbef5ed83450224815b35a1500a0a89a065e10798dc848b661cc0e6a4ad6'],
  ['false-wall', '38daaeaa3798c563269edec7caa68720689063ea74f0506b3eaf9a83a536353a'],
  ['false-floor', 'b03b6770955c1bb7cba4f9f88f5fb7da20d3467962d4dfe1f9874ebb531be093'],
  ['hidden-lump', '2c193dc76744491916a09a770b04eb8911cc9048d7d436193a58167414a3ef3a'],
  ['stuffed-tyre', '5e1cb9351cd2cfa291456a6a27d87aced235c5fa76a0f14fa70282b743066ae6'],
  ['benchmark', '728bd3a007fbae3a3daa294e123129f22c2f06d88f3583bdd42f1d46d890ee21'],
] as const;

/** Bytes of a scan's first plane as counts. */
function counts(scan: SceneScan, firstLine: number, lines: number): Uint16Array {
  return new Uint16Array(scan.lineBlock(firstLine, lines).buffer);
}

/** Over blocks spread along the scan; whole scans take too long for a test that runs at every turn. */
function digest(scan: SceneScan): string {
  const hash = createHash('sha256');
  for (let line = 0; line < scan.lines; line += 250) hash.update(scan.lineBlock(line, 20));
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
