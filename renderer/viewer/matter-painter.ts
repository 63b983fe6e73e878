import { unitOf, withoutFiltering } from './finish.ts';
import { hatchPeriod, tintRows } from './material-colours.ts';
import { tableEntries } from './material-table.ts';
import type { Materials } from './materials.ts';
import { calmHoles, calmShared } from './matter-field.ts';
import { calmFragmentShader } from './matter-shaders.ts';
import { fillTarget, releaseTarget, type Target, targetOf } from './number-target.ts';
import type { Program, Programs } from './programs.ts';
import { canvasVertexShader } from './shaders.ts';
import { type CountRange, type Display, finishedGrey, shownOf } from './transfer.ts';
import type { Placement, Size } from './view.ts';

/**
 * Both energies as numbers of the canvas's size on the GPU, calmed, for the colours of materials: 32 bytes for each device
 * pixel while they are shown, none before and after. They stay while only window, level or the kind of colours change.
 */
export class MatterPainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #programs: Programs;
  #calmed: Target | null = null;
  #other: Target | null = null;
  #key = '';
  #lines: { readonly of: Materials; readonly texture: WebGLTexture } | null = null;
  #tints: WebGLTexture | null = null;

  constructor(gl: WebGL2RenderingContext, programs: Programs) {
    this.#gl = gl;
    this.#programs = programs;
  }

  /** Has `paint` fill a field with both transmissions and calms it, unless what it holds is already that of `key`. */
  fill(size: Size, key: string, step: number, { noise }: Materials, paint: () => void): void {
    const gl = this.#gl;
    let from = targetOf(gl, this.#calmed, size, gl.RGBA32F);
    let to = targetOf(gl, this.#other, size, gl.RGBA32F);
    const isThere = from === this.#calmed && key === this.#key;
    [this.#calmed, this.#other, this.#key] = [from, to, key];
    if (isThere) return;
    fillTarget(gl, from, paint);
    const program = this.#programs.get('calm', canvasVertexShader, () => calmFragmentShader);
    for (const [pass, holes] of calmHoles.entries()) {
      gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, to.framebuffer);
      gl.viewport(0, 0, size.width, size.height);
      program.begin();
      gl.bindVertexArray(null);
      this.#bind(unitOf.matter, from.texture);
      gl.uniform1i(program.uniform('matter'), unitOf.matter);
      gl.uniform1i(program.uniform('apart'), step * holes);
      gl.uniform1f(program.uniform('shared'), calmShared[pass]!);
      this.#setNoise(program, noise);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      [from, to] = [to, from];
    }
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
    [this.#calmed, this.#other] = [from, to];
  }

  /** Gives the program that colours what it needs. */
  set(
    program: Program,
    materials: Materials,
    frame: {
      readonly size: Size;
      readonly placement: Placement;
      readonly density: number;
      readonly step: number;
      readonly display: Display;
      readonly range: CountRange;
    },
  ): void {
    const gl = this.#gl;
    const { size, placement, density, step, display, range } = frame;
    const { uniform } = program;
    if (this.#calmed) this.#bind(unitOf.matter, this.#calmed.texture);
    this.#bindLines(materials);
    this.#bindTints();
    gl.uniform1i(uniform('matter'), unitOf.matter);
    gl.uniform1i(uniform('lines'), unitOf.lines);
    gl.uniform1i(uniform('tints'), unitOf.tints);
    gl.uniform1i(uniform('matterStep'), step);
    gl.uniform1f(uniform('deepest'), materials.table.deepest);
    gl.uniform1f(uniform('airGrey'), finishedGrey(shownOf(range.air, display.log, range), display));
    const corner = [Math.round(placement.originX), Math.round(placement.originY)] as const;
    gl.uniform4i(uniform('hatch'), ...corner, hatchPeriod(density), size.height);
    this.#setNoise(program, materials.noise);
  }

  /** Gives the memory back. */
  release(): void {
    for (const target of [this.#calmed, this.#other]) releaseTarget(this.#gl, target);
    [this.#calmed, this.#other, this.#key] = [null, null, ''];
  }

  dispose(): void {
    this.release();
    this.#gl.deleteTexture(this.#lines?.texture ?? null);
    this.#gl.deleteTexture(this.#tints);
    this.#lines = null;
    this.#tints = null;
  }

  #setNoise({ uniform }: Program, { airQuanta, readout, pulse, scatter }: Materials['noise']): void {
    this.#gl.uniform4f(uniform('noise'), 1 / airQuanta, readout ** 2, pulse ** 2, scatter);
  }

  #bind(unit: number, texture: WebGLTexture): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.activeTexture(gl.TEXTURE0 + unitOf.tiles);
  }

  #bindLines(materials: Materials): void {
    const gl = this.#gl;
    if (this.#lines?.of === materials) {
      this.#bind(unitOf.lines, this.#lines.texture);
      return;
    }
    gl.deleteTexture(this.#lines?.texture ?? null);
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0 + unitOf.lines);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    const { values } = materials.table;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, tableEntries, 1, 0, gl.RGBA, gl.FLOAT, values);
    withoutFiltering(gl);
    gl.activeTexture(gl.TEXTURE0 + unitOf.tiles);
    this.#lines = { of: materials, texture };
  }

  #bindTints(): void {
    const gl = this.#gl;
    if (this.#tints) {
      this.#bind(unitOf.tints, this.#tints);
      return;
    }
    this.#tints = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0 + unitOf.tints);
    gl.bindTexture(gl.TEXTURE_2D, this.#tints);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, 256, 3, 0, gl.RGB, gl.UNSIGNED_BYTE, tintRows());
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 2);
    withoutFiltering(gl);
    gl.activeTexture(gl.TEXTURE0 + unitOf.tiles);
  }
}
