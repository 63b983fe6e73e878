/**
 * Colours for a grey from 0 to 1. All but `grey` are made here from a path through OKLab whose lightness rises evenly,
 * so that equal steps of grey look like equal steps and none stands out as an edge that is not in the picture
 * (Borland and Taylor 2007 on rainbow maps; OKLab: Ottosson 2020).
 */
export const paletteNames = ['grey', 'hot', 'ice', 'moss'] as const;
export type PaletteName = (typeof paletteNames)[number];

export type Rgb = readonly [red: number, green: number, blue: number];

/** Colours of materials by the usual convention: organics orange, light metals green, metals blue. */
export const tintNames = ['organic', 'light-metal', 'metal'] as const;
export type TintName = (typeof tintNames)[number];

/** 256 colours, each red, green and blue from 0 to 255, from the darkest to the lightest. */
export function paletteOf(name: PaletteName | TintName): Uint8Array<ArrayBuffer> {
  const there = palettes.get(name);
  if (there) return there;
  const made = newPalette(name);
  palettes.set(name, made);
  return made;
}

const palettes = new Map<PaletteName | TintName, Uint8Array<ArrayBuffer>>();

function newPalette(name: PaletteName | TintName): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(256 * 3);
  for (let index = 0; index < 256; index += 1) {
    const grey = index / 255;
    const colour = name === 'grey' ? ([grey, grey, grey] as const) : alongPath(paths[name], grey);
    made.set(
      colour.map((channel) => Math.round(255 * Math.min(1, Math.max(0, channel)))),
      3 * index,
    );
  }
  return made;
}

/** The colour of a grey from 0 to 1, between the two nearest of the palette; channels 0 to 255. */
export function colourIn(palette: Uint8Array, grey: number): Rgb {
  const at = Math.min(255, Math.max(0, grey * 255));
  const first = Math.min(254, Math.floor(at));
  const part = at - first;
  const channel = (offset: number) => {
    const a = palette[3 * first + offset]!;
    return a + (palette[3 * first + 3 + offset]! - a) * part;
  };
  return [channel(0), channel(1), channel(2)];
}

/** Hue in degrees and chroma at some greys; the lightness is the grey itself. */
type Path = readonly { readonly grey: number; readonly hue: number; readonly chroma: number }[];

const paths: Readonly<Record<Exclude<PaletteName, 'grey'> | TintName, Path>> = {
  organic: tintPath(58, 0.15),
  'light-metal': tintPath(148, 0.14),
  metal: tintPath(258, 0.15),
  hot: [
    { grey: 0, hue: 15, chroma: 0 },
    { grey: 0.3, hue: 25, chroma: 0.11 },
    { grey: 0.6, hue: 48, chroma: 0.15 },
    { grey: 0.85, hue: 90, chroma: 0.13 },
    { grey: 1, hue: 105, chroma: 0 },
  ],
  ice: [
    { grey: 0, hue: 275, chroma: 0 },
    { grey: 0.3, hue: 265, chroma: 0.11 },
    { grey: 0.6, hue: 235, chroma: 0.11 },
    { grey: 0.85, hue: 205, chroma: 0.07 },
    { grey: 1, hue: 200, chroma: 0 },
  ],
  moss: [
    { grey: 0, hue: 320, chroma: 0 },
    { grey: 0.25, hue: 290, chroma: 0.09 },
    { grey: 0.5, hue: 195, chroma: 0.08 },
    { grey: 0.75, hue: 140, chroma: 0.14 },
    { grey: 1, hue: 110, chroma: 0.06 },
  ],
};

/** One hue at every lightness, as strong as it can be told from its neighbours without leaving sRGB by much. */
function tintPath(hue: number, chroma: number): Path {
  return [
    { grey: 0, hue, chroma: 0 },
    { grey: 0.25, hue, chroma: 0.7 * chroma },
    { grey: 0.6, hue, chroma },
    { grey: 0.9, hue, chroma: 0.6 * chroma },
    { grey: 1, hue, chroma: 0.2 * chroma },
  ];
}

function alongPath(path: Path, grey: number): Rgb {
  const next = path.findIndex((stop) => stop.grey >= grey);
  const to = path[Math.max(1, next)]!;
  const from = path[Math.max(1, next) - 1]!;
  const part = (grey - from.grey) / (to.grey - from.grey);
  const hue = ((from.hue + (to.hue - from.hue) * part) * Math.PI) / 180;
  const chroma = from.chroma + (to.chroma - from.chroma) * part;
  return srgbOf(lightnessOf(grey), chroma * Math.cos(hue), chroma * Math.sin(hue));
}

/**
 * OKLab's lightness crushes the darkest shades, where the most is hidden; this is the one for which black is set apart as
 * in CIELAB (Ottosson, "Okhsv and Okhsl", 2021: the inverse of the toe function).
 */
function lightnessOf(grey: number): number {
  const [k1, k2] = [0.206, 0.03];
  const k3 = (1 + k1) / (1 + k2);
  return (grey * grey + k1 * grey) / (k3 * (grey + k2));
}

/** From OKLab to sRGB, 0 to 1; the matrices are those of Ottosson, "A perceptual color space for image processing" (2020). */
function srgbOf(lightness: number, a: number, b: number): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gammaOf(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gammaOf(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gammaOf(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** IEC 61966-2-1. */
function gammaOf(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}
