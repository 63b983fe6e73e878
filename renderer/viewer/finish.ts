import { type PaletteName, paletteOf } from './palettes.ts';
import type { Program } from './programs.ts';
import type { FinishVariant } from './shaders.ts';
import { type CountRange, type Display, highlighted, isMaterialShow, tintOf, tintShare } from './transfer.ts';

/** Texture units: each kind of texture keeps its own. */
export const unitOf = { tiles: 0, palette: 1, field: 2, curves: 3, matter: 4, lines: 5, tints: 6 } as const;

/** Which finish a setting needs. */
export function finishOf(display: Display): FinishVariant {
  return {
    gamma: display.gamma !== 1,
    // Colours that mean a material mean nothing else beside it.
    colour: !isMaterialShow(display.show) && (display.palette !== 'grey' || display.highlight !== 'none'),
  };
}

/** Gives a program that ends in the finish what it needs of a setting. */
export class Finish {
  readonly #gl: WebGL2RenderingContext;
  #palette: { readonly name: PaletteName; readonly texture: WebGLTexture } | null = null;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  set({ uniform }: Program, display: Display, range: CountRange): void {
    const gl = this.#gl;
    const { window, level, gamma, invert } = display;
    gl.uniform4f(uniform('window'), 1 / window, 0.5 - level / window, 1 / gamma, 0);
    gl.uniform2f(uniform('invert'), invert ? -1 : 1, invert ? 1 : 0);
    if (!finishOf(display).colour) return;
    const [from, to] = highlighted(display, range);
    gl.uniform2f(uniform('highlight'), Math.max(from, -1e30), to);
    gl.uniform4f(uniform('tint'), ...tintOf(display.highlight), tintShare);
    gl.uniform1i(uniform('palette'), unitOf.palette);
    this.#bindPalette(display.palette);
  }

  dispose(): void {
    this.#gl.deleteTexture(this.#palette?.texture ?? null);
    this.#palette = null;
  }

  #bindPalette(name: PaletteName): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0 + unitOf.palette);
    if (this.#palette?.name === name) {
      gl.bindTexture(gl.TEXTURE_2D, this.#palette.texture);
    } else {
      this.dispose();
      const texture = gl.createTexture();
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, paletteOf(name));
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 2);
      withoutFiltering(gl);
      this.#palette = { name, texture };
    }
    gl.activeTexture(gl.TEXTURE0 + unitOf.tiles);
  }
}

/** For the texture that is bound: texels are fetched by their number. */
export function withoutFiltering(gl: WebGL2RenderingContext): void {
  for (const parameter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
    gl.texParameteri(gl.TEXTURE_2D, parameter, gl.NEAREST);
  }
}
