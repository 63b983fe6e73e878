import type { Attenuator } from '../../physics/attenuation.ts';

/** A material: density in g/cm³, and which tabled attenuators it behaves like, as shares of its mass. */
export interface Material {
  readonly density: number;
  readonly like: Partial<Record<Attenuator, number>>;
}

/**
 * At cargo energies Compton scattering rules and μ/ρ depends on little but the share of hydrogen and, for heavy
 * elements, on pair production: four tabled attenuators cover what trucks carry.
 */
export const materials = {
  steel: { density: 7.87, like: { iron: 1 } },
  aluminium: { density: 2.7, like: { aluminium: 1 } },
  polyethylene: { density: 0.94, like: { polyethylene: 1 } },
  water: { density: 1, like: { water: 1 } },
  wood: { density: 0.55, like: { polyethylene: 0.4, water: 0.6 } },
  cardboard: { density: 0.12, like: { polyethylene: 0.4, water: 0.6 } },
  fruit: { density: 0.95, like: { water: 1 } },
  ceramic: { density: 2.2, like: { aluminium: 1 } },
  glass: { density: 2.5, like: { aluminium: 1 } },
  rubber: { density: 1.15, like: { polyethylene: 1 } },
  diesel: { density: 0.84, like: { polyethylene: 1 } },
  textile: { density: 0.32, like: { polyethylene: 0.6, water: 0.4 } },
  tobacco: { density: 0.24, like: { polyethylene: 0.4, water: 0.6 } },
  powder: { density: 1.1, like: { polyethylene: 0.5, water: 0.5 } },
  foam: { density: 0.04, like: { polyethylene: 1 } },
  plastic: { density: 1.05, like: { polyethylene: 1 } },
} as const satisfies Record<string, Material>;

export type MaterialName = keyof typeof materials;
