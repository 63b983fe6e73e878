import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sceneNames } from '../../native-bridge/simulator/scenes.ts';
import { truckInput } from '../api/inputs.pure.ts';
import { laneClasses } from '../api/views.pure.ts';
import { checkContainer, normalisePlate } from '../visits/identifiers.pure.ts';
import { trainingArrival, trainingScenes } from './arrivals.ts';

const session = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 100_000 }));
const hides = (scene: string) => scene === 'tiles-cigarettes' || scene === 'reefer-wall';

describe('a training arrival', () => {
  it('is the same for the same session and number', () => {
    expect(trainingArrival(42, 3)).toEqual(trainingArrival(42, 3));
    expect(trainingArrival(42, 3)).not.toEqual(trainingArrival(43, 3));
  });

  it('has papers that pass the checks of the gate', () => {
    fc.assert(
      fc.property(session, ([seed, index]) => {
        const { truck } = trainingArrival(seed, index);
        expect(truckInput.parse(truck)).toEqual(truck);
        for (const plate of [truck.plate, truck.trailerPlate ?? ''])
          expect(normalisePlate(plate)).toEqual({ normalised: plate, warnings: [] });
        if (truck.container) expect(checkContainer(truck.container)).toMatchObject({ valid: true });
        expect(laneClasses).toContain(truck.laneClass);
        expect(truck.declaredWeightKg).toBeGreaterThan(10_000);
        expect(truck.declaredWeightKg).toBeLessThanOrEqual(40_000);
        expect(truck.seals?.every((seal) => /^H[0-9]{7}$/.test(seal))).toBe(true);
      }),
    );
  });

  it('agrees with its scene: containers are numbered, reefers are cooled, empties weigh little', () => {
    fc.assert(
      fc.property(session, ([seed, index]) => {
        const { truck, scene } = trainingArrival(seed, index);
        expect(truck.container !== undefined).toBe(scene === 'machinery' || scene === 'tiles-cigarettes');
        expect(truck.reefer !== undefined).toBe(scene.startsWith('reefer'));
        expect(truck.laneClass === 'reefer').toBe(scene.startsWith('reefer'));
        expect(truck.declaredWeightKg! < 16_000).toBe(scene === 'empty-trailer');
        if (truck.reefer && !truck.reefer.gensetRunning)
          expect(truck.reefer.actualC! - truck.reefer.setPointC).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('names a scene that the simulator has, with a seed that fits its command line', () => {
    expect(sceneNames()).toEqual(expect.arrayContaining([...trainingScenes]));
    fc.assert(
      fc.property(session, ([seed, index]) => {
        const { scene, sceneSeed } = trainingArrival(seed, index);
        expect(trainingScenes).toContain(scene);
        expect(Number.isInteger(sceneSeed) && sceneSeed >= 0 && sceneSeed < 2 ** 31).toBe(true);
      }),
    );
  });

  it('hides something in exactly one of eight, at no fixed place', () => {
    const places = new Set<number>();
    for (let round = 0; round < 40; round++) {
      const hidden = Array.from({ length: 8 }, (_, i) => trainingArrival(5, round * 8 + i)).flatMap(
        ({ scene }, i) => (hides(scene) ? [i] : []),
      );
      expect(hidden).toHaveLength(1);
      places.add(hidden[0]!);
    }
    expect(places.size).toBe(8);
  });

  it('tells no one by its papers that it hides something', () => {
    const all = Array.from({ length: 400 }, (_, i) => trainingArrival(9, i));
    const honestFruit = all.find(({ scene }) => scene === 'reefer')?.truck;
    const hidingFruit = all.find(({ scene }) => scene === 'reefer-wall')?.truck;
    expect(Object.keys(hidingFruit ?? {})).toEqual(Object.keys(honestFruit ?? {}));
    expect(JSON.stringify(hidingFruit)).not.toMatch(/wall|hid|cigarette/i);
  });

  it('comes from each of the four countries and with its own plate', () => {
    const all = Array.from({ length: 300 }, (_, i) => trainingArrival(1, i).truck);
    expect(new Set(all.map(({ country }) => country))).toEqual(new Set(['KZ', 'KG', 'TJ', 'UZ']));
    expect(new Set(all.map(({ plate }) => plate)).size).toBe(300);
  });
});
