import { unitOf, withoutFiltering } from './finish.ts';
import { noPicture } from './shaders.ts';
import type { Size } from './view.ts';

/** A texture of numbers of the canvas's size that can be painted into. */
export interface Target extends Size {
  readonly texture: WebGLTexture;
  readonly framebuffer: WebGLFramebuffer;
}

/** `there`, if it has this size; else a new one in its place. `format` is R32F or RGBA32F, always the same for a place. */
export function targetOf(
  gl: WebGL2RenderingContext,
  there: Target | null,
  { width, height }: Size,
  format: GLenum,
): Target {
  if (there && there.width === width && there.height === height) return there;
  releaseTarget(gl, there);
  const texture = gl.createTexture();
  const framebuffer = gl.createFramebuffer();
  gl.activeTexture(gl.TEXTURE0 + unitOf.field);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
  withoutFiltering(gl);
  gl.activeTexture(gl.TEXTURE0 + unitOf.tiles);
  gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.DRAW_FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
  return { texture, framebuffer, width, height };
}

/** Has `paint` fill the whole target; what it leaves out is no picture. */
export function fillTarget(gl: WebGL2RenderingContext, target: Target, paint: () => void): void {
  gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, target.framebuffer);
  gl.viewport(0, 0, target.width, target.height);
  gl.clearBufferfv(gl.COLOR, 0, [noPicture * 2, 0, 0, 1]);
  paint();
  gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
}

export function releaseTarget(gl: WebGL2RenderingContext, target: Target | null): void {
  gl.deleteFramebuffer(target?.framebuffer ?? null);
  gl.deleteTexture(target?.texture ?? null);
}
