import { sharpenWeights, smoothDivisor, smoothWeights } from './filters.ts';
import { type Finish, finishOf, unitOf, withoutFiltering } from './finish.ts';
import type { LocalContrast } from './local-contrast.ts';
import { materialColouring } from './matter-shaders.ts';
import { fillTarget, releaseTarget, type Target, targetOf } from './number-target.ts';
import type { Program, Programs } from './programs.ts';
import { canvasVertexShader, fieldFragmentShader, smoothFragmentShader } from './shaders.ts';
import { type CountRange, type Display, isMaterialShow } from './transfer.ts';
import type { Placement, Size } from './view.ts';

/**
 * What is shown, as numbers of the canvas's size on the GPU, for settings that need a pixel's neighbours. The numbers
 * stay while only window, level or colours change, so that these cost one pass over the canvas.
 */
export class FieldPainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #programs: Programs;
  readonly #finish: Finish;
  #plain: Target | null = null;
  #smooth: Target | null = null;
  #curves: { readonly contrast: LocalContrast; readonly texture: WebGLTexture } | null = null;
  #key = '';
  #smoothKey = '';

  constructor(gl: WebGL2RenderingContext, programs: Programs, finish: Finish) {
    this.#gl = gl;
    this.#programs = programs;
    this.#finish = finish;
  }

  /** Has `paint` fill the field, unless what it holds is already that of `key`. */
  fill(size: Size, key: string, paint: () => void): void {
    const gl = this.#gl;
    const plain = targetOf(gl, this.#plain, size, gl.R32F);
    if (plain === this.#plain && key === this.#key) return;
    this.#plain = plain;
    this.#key = key;
    this.#smoothKey = '';
    fillTarget(gl, plain, paint);
  }

  /** From the field to the canvas. */
  finish(frame: {
    readonly size: Size;
    readonly display: Display;
    readonly range: CountRange;
    readonly step: number;
    readonly placement: Placement;
    readonly contrast: LocalContrast | null;
    /** Sets what the colours of materials need; null where they are not shown. */
    readonly material: ((program: Program) => void) | null;
  }): void {
    const gl = this.#gl;
    const { size, display, range, step, placement, contrast, material } = frame;
    const field = display.smooth > 0 ? this.#smoothed(size, display.smooth, step) : this.#plain;
    if (!field) return;
    const variant = {
      ...finishOf(display),
      sharpen: display.sharpen > 0,
      equalise: display.equalise > 0 && contrast !== null,
      material: material && isMaterialShow(display.show) ? materialColouring(display.show) : null,
    };
    const name = `field/${Object.values({ ...variant, material: material ? display.show : null }).join('/')}`;
    const program = this.#programs.get(name, canvasVertexShader, () => fieldFragmentShader(variant));
    program.begin();
    gl.bindVertexArray(null);
    gl.viewport(0, 0, size.width, size.height);
    this.#bindField(field);
    gl.uniform1i(program.uniform('field'), unitOf.field);
    this.#finish.set(program, display, range);
    if (variant.sharpen) {
      gl.uniform1i(program.uniform('stepPx'), step);
      gl.uniform1f(program.uniform('sharpen'), display.sharpen);
      gl.uniform1fv(program.uniform('near'), sharpenWeights());
    }
    if (variant.material) material?.(program);
    if (variant.equalise && contrast) {
      this.#bindCurves(contrast);
      gl.uniform1i(program.uniform('curves'), unitOf.curves);
      gl.uniform1f(program.uniform('height'), size.height);
      gl.uniform4f(
        program.uniform('grid'),
        ...[placement.originX, placement.originY],
        1 / (placement.scaleX * contrast.cellColumns),
        1 / (placement.scaleY * contrast.cellRows),
      );
      gl.uniform2i(program.uniform('cells'), contrast.across, contrast.down);
      gl.uniform1f(program.uniform('equalise'), display.equalise);
    }
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  dispose(): void {
    for (const target of [this.#plain, this.#smooth]) releaseTarget(this.#gl, target);
    this.#gl.deleteTexture(this.#curves?.texture ?? null);
    this.#plain = null;
    this.#smooth = null;
    this.#curves = null;
  }

  #smoothed(size: Size, strength: number, step: number): Target | null {
    const gl = this.#gl;
    const from = this.#plain;
    const key = `${strength} ${step}`;
    const to = targetOf(gl, this.#smooth, size, gl.R32F);
    if (!from || (to === this.#smooth && key === this.#smoothKey)) return to;
    this.#smooth = to;
    this.#smoothKey = key;
    const program = this.#programs.get('smooth', canvasVertexShader, () => smoothFragmentShader);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, to.framebuffer);
    gl.viewport(0, 0, size.width, size.height);
    program.begin();
    gl.bindVertexArray(null);
    this.#bindField(from);
    gl.uniform1i(program.uniform('field'), unitOf.field);
    gl.uniform1i(program.uniform('stepPx'), step);
    gl.uniform1f(program.uniform('sameness'), 1 / smoothDivisor(strength));
    gl.uniform1fv(program.uniform('near'), smoothWeights());
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
    return to;
  }

  #bindField({ texture }: Target): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0 + unitOf.field);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.activeTexture(gl.TEXTURE0 + unitOf.tiles);
  }

  #bindCurves(contrast: LocalContrast): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0 + unitOf.curves);
    if (this.#curves?.contrast === contrast) {
      gl.bindTexture(gl.TEXTURE_2D, this.#curves.texture);
    } else {
      gl.deleteTexture(this.#curves?.texture ?? null);
      const texture = gl.createTexture();
      gl.bindTexture(gl.TEXTURE_2D, texture);
      const { across, down, curves } = contrast;
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, 256, across * down, 0, gl.RED, gl.FLOAT, curves);
      withoutFiltering(gl);
      this.#curves = { contrast, texture };
    }
    gl.activeTexture(gl.TEXTURE0 + unitOf.tiles);
  }
}
