import { layersPerPage } from './budget.ts';
import { FieldPainter } from './field-painter.ts';
import { stepAt } from './filters.ts';
import { Finish, finishOf } from './finish.ts';
import { averagedAt } from './matter-field.ts';
import { MatterPainter } from './matter-painter.ts';
import { type Program, Programs } from './programs.ts';
import type { PatternCell, PixelCell } from './scene.ts';
import { background, type Frame, type ScenePainter } from './scene-painter.ts';
import {
  type PixelVariant,
  patternFragmentShader,
  patternNumber,
  patternVertexShader,
  pixelFragmentShader,
  pixelVertexShader,
} from './shaders.ts';
import type { Tile } from './tile-source.ts';
import { type CountRange, type Display, isLocal, isMaterialShow, planeOf } from './transfer.ts';
import type { Placement, Size } from './view.ts';

/**
 * Paints scenes with WebGL2. Tiles lie in integer texture arrays, so 16 bits reach the shader untouched and no
 * setting changes a texture. Arrays are made a page of layers at a time: a small picture takes little memory, and
 * the first tile does not wait for the whole budget to be cleared.
 */
export class Painter implements ScenePainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #layerSide: number;
  readonly #planes: number;
  readonly #pages: WebGLTexture[] = [];
  readonly #programs: Programs;
  readonly #finish: Finish;
  readonly #fields: FieldPainter;
  readonly #matter: MatterPainter;
  /** Grows with each upload: what was painted into a field before is no longer the picture. */
  #uploads = 0;
  readonly #buffer: WebGLBuffer;
  readonly #pixelArray: WebGLVertexArrayObject;
  readonly #patternArray: WebGLVertexArrayObject;
  #reader: WebGLFramebuffer | null = null;

  /** `layerSide` is a tile's side with its apron, pixels; `planes` 1 or 2. */
  constructor(gl: WebGL2RenderingContext, layerSide: number, planes: number) {
    this.#gl = gl;
    this.#layerSide = layerSide;
    this.#planes = planes;
    this.#programs = new Programs(gl);
    this.#finish = new Finish(gl);
    this.#fields = new FieldPainter(gl, this.#programs, this.#finish);
    this.#matter = new MatterPainter(gl, this.#programs);
    this.#buffer = gl.createBuffer();
    this.#pixelArray = this.#instanceArray([4, 4, 4, 1]);
    this.#patternArray = this.#instanceArray([4, 1]);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.clearColor(...background, 1);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 2);
  }

  holds(layerSide: number, planes: number): boolean {
    return this.#layerSide === layerSide && this.#planes === planes;
  }

  /** Paints two pixels of an empty tile: drivers put off compiling a shader until something is drawn with it. */
  prepare(size: Size, display: Display): void {
    if (this.#pages.length > 0) return;
    this.#pages.push(this.#newPage());
    const edges = { left: 0, top: 0, right: 1, bottom: 1 };
    const texels = { texelX: 0, texelY: 0, texelsPerPxX: 1, texelsPerPxY: 1 };
    const bounds = { firstX: 0, firstY: 0, lastX: 0, lastY: 0 };
    this.paint({
      size,
      density: 1,
      placement: { originX: 0, originY: 0, scaleX: 1, scaleY: 1 },
      pixels: [
        { ...edges, ...texels, ...bounds, slot: 0 },
        { ...edges, ...texels, ...bounds, slot: 0, texelX: 0.5 },
      ],
      patterns: [{ ...edges, pattern: 'loading', over: false }],
      display,
      range: { air: 65_535, dark: 0 },
      contrast: null,
      materials: null,
      level: 0,
    });
  }

  upload(slot: number, tile: Tile): void {
    const gl = this.#gl;
    const page = Math.floor(slot / layersPerPage);
    this.#uploads += 1;
    while (this.#pages.length <= page) this.#pages.push(this.#newPage());
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.#pages[page]!);
    gl.texSubImage3D(
      gl.TEXTURE_2D_ARRAY,
      0,
      0,
      0,
      slot % layersPerPage,
      tile.width,
      tile.height,
      1,
      this.#planes === 2 ? gl.RG_INTEGER : gl.RED_INTEGER,
      gl.UNSIGNED_SHORT,
      tile.values,
    );
  }

  paint(frame: Frame): void {
    const gl = this.#gl;
    const { size, pixels, display, range, placement, contrast, materials, level } = frame;
    const filtered = isLocal(display);
    const coloured = filtered && isMaterialShow(display.show) ? materials : null;
    const step = stepAt(Math.max(placement.scaleX, placement.scaleY));
    if (filtered) {
      const key = JSON.stringify([this.#uploads, pixels, range, display.log, planeOf(display)]);
      this.#fields.fill(size, key, () => this.#paintPixels(pixels, size, display, range, 'shown', level));
    }
    if (coloured) {
      const key = JSON.stringify([this.#uploads, pixels, range, step, level]);
      this.#matter.fill(size, key, step, coloured, () =>
        this.#paintPixels(pixels, size, display, range, 'both', level),
      );
    } else {
      this.#matter.release();
    }
    gl.viewport(0, 0, size.width, size.height);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (filtered) {
      const material =
        coloured && ((program: Program) => this.#matter.set(program, coloured, { ...frame, step }));
      this.#fields.finish({ size, display, range, step, placement, contrast, material });
    } else {
      this.#paintPixels(pixels, size, display, range, null, level);
    }
    this.#paintPatterns(frame.patterns, frame.size, frame.placement, frame.density);
  }

  clear(size: Size): void {
    this.#gl.viewport(0, 0, size.width, size.height);
    this.#gl.clear(this.#gl.COLOR_BUFFER_BIT);
  }

  read(slot: number, x: number, y: number): number[] {
    const gl = this.#gl;
    const page = this.#pages[Math.floor(slot / layersPerPage)];
    if (!page) return [];
    this.#reader ??= gl.createFramebuffer();
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.#reader);
    gl.framebufferTextureLayer(gl.READ_FRAMEBUFFER, gl.COLOR_ATTACHMENT0, page, 0, slot % layersPerPage);
    const values = new Uint32Array(4);
    gl.readPixels(x, y, 1, 1, gl.RGBA_INTEGER, gl.UNSIGNED_INT, values);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
    return [...values.subarray(0, this.#planes)];
  }

  dispose(): void {
    const gl = this.#gl;
    for (const page of this.#pages) gl.deleteTexture(page);
    this.#programs.dispose();
    this.#finish.dispose();
    this.#fields.dispose();
    this.#matter.dispose();
    gl.deleteVertexArray(this.#pixelArray);
    gl.deleteVertexArray(this.#patternArray);
    gl.deleteBuffer(this.#buffer);
    gl.deleteFramebuffer(this.#reader);
  }

  #paintPixels(
    cells: readonly PixelCell[],
    size: Size,
    display: Display,
    range: CountRange,
    toField: PixelVariant['toField'],
    level: number,
  ): void {
    for (const unmixed of [true, false]) {
      const alike = cells.filter((cell) => isUnmixed(cell) === unmixed);
      const variant = { ...finishOf(display), log: display.log, plane: planeOf(display), toField, unmixed };
      if (alike.length > 0) this.#paintCells(alike, variant, { size, display, range, level });
    }
  }

  #paintCells(
    cells: readonly PixelCell[],
    variant: PixelVariant,
    { size, display, range, level }: Pick<Frame, 'size' | 'display' | 'range' | 'level'>,
  ): void {
    const gl = this.#gl;
    const { toField } = variant;
    const program = this.#pixelProgram(variant);
    const { uniform } = program;
    const least = 1 / (range.air - range.dark);
    program.begin();
    gl.bindVertexArray(this.#pixelArray);
    gl.uniform2f(uniform('size'), size.width, size.height);
    gl.uniform1f(uniform('height'), size.height);
    gl.uniform4f(uniform('counts'), range.dark, least, 1 / Math.log(least), least);
    if (toField === null) this.#finish.set(program, display, range);
    if (toField === 'both') {
      const { quanta, pulse } = averagedAt(level);
      gl.uniform2f(uniform('averaged'), quanta, pulse);
    }
    gl.uniform1i(uniform('tiles'), 0);
    for (const [page, texture] of this.#pages.entries()) {
      const onPage = cells.filter((cell) => Math.floor(cell.slot / layersPerPage) === page);
      if (onPage.length === 0) continue;
      gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
      this.#drawInstances(
        onPage.flatMap((cell) => [
          ...[cell.left, cell.top, cell.right, cell.bottom],
          ...[cell.texelX, cell.texelY, cell.texelsPerPxX, cell.texelsPerPxY],
          ...[cell.firstX, cell.firstY, cell.lastX, cell.lastY],
          cell.slot % layersPerPage,
        ]),
        onPage.length,
      );
    }
  }

  #paintPatterns(cells: readonly PatternCell[], size: Size, placement: Placement, density: number): void {
    if (cells.length === 0) return;
    const gl = this.#gl;
    const { begin, uniform } = this.#patternProgram();
    begin();
    gl.bindVertexArray(this.#patternArray);
    gl.uniform2f(uniform('size'), size.width, size.height);
    gl.uniform1f(uniform('height'), size.height);
    gl.uniform2f(uniform('origin'), placement.originX, placement.originY);
    gl.uniform1f(uniform('density'), density);
    gl.enable(gl.BLEND);
    this.#drawInstances(
      cells.flatMap((cell) => [
        ...[cell.left, cell.top, cell.right, cell.bottom],
        cell.over ? patternNumber['missing-over'] : patternNumber[cell.pattern],
      ]),
      cells.length,
    );
    gl.disable(gl.BLEND);
  }

  #drawInstances(values: number[], count: number): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(values), gl.STREAM_DRAW);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
  }

  #pixelProgram(variant: PixelVariant): Program {
    const { log, plane, toField, gamma, colour, unmixed } = variant;
    const what =
      toField === 'both'
        ? 'both'
        : toField === 'shown'
          ? `field ${log} ${plane}`
          : `pixels ${log} ${plane} ${gamma} ${colour}`;
    const name = unmixed ? `${what} unmixed` : what;
    return this.#programs.get(name, pixelVertexShader, () => pixelFragmentShader(variant));
  }

  #patternProgram(): Program {
    return this.#programs.get('pattern', patternVertexShader, () => patternFragmentShader);
  }

  #newPage(): WebGLTexture {
    const gl = this.#gl;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
    const format = this.#planes === 2 ? gl.RG16UI : gl.R16UI;
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, format, this.#layerSide, this.#layerSide, layersPerPage);
    if (gl.getError() === gl.OUT_OF_MEMORY) throw new Error('it has no memory left for tiles');
    for (const parameter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D_ARRAY, parameter, gl.NEAREST);
    }
    return texture;
  }

  /** Consecutive float attributes of these sizes, one set per instance. */
  #instanceArray(sizes: readonly number[]): WebGLVertexArrayObject {
    const gl = this.#gl;
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    const stride = 4 * sizes.reduce((sum, size) => sum + size, 0);
    let offset = 0;
    for (const [location, size] of sizes.entries()) {
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, gl.FLOAT, false, stride, offset);
      gl.vertexAttribDivisor(location, 1);
      offset += 4 * size;
    }
    return array;
  }
}

/** Whether each pixel of the canvas that the cell covers is one pixel of its tile. */
function isUnmixed({ texelX, texelY, texelsPerPxX, texelsPerPxY }: PixelCell): boolean {
  return texelsPerPxX === 1 && texelsPerPxY === 1 && Number.isInteger(texelX) && Number.isInteger(texelY);
}
