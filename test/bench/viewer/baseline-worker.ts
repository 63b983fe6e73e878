/**
 * The least a viewer of 16-bit pictures can do per frame: one full-screen draw, four `texelFetch` of an `R16UI`
 * texture, mixed. Timed like the viewer's own frames: from the start of the frame until one pixel could be read back.
 */
import { imageTile } from './image.ts';

const vertex = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0);
}`;
const fragment = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2D;
uniform usampler2D image;
uniform vec2 offset;
out vec4 color;
void main() {
  vec2 at = gl_FragCoord.xy + offset;
  vec2 first = floor(at);
  vec2 part = at - first;
  ivec2 a = ivec2(first);
  float top = mix(float(texelFetch(image, a, 0).r), float(texelFetch(image, a + ivec2(1, 0), 0).r), part.x);
  float bottom = mix(float(texelFetch(image, a + ivec2(0, 1), 0).r), float(texelFetch(image, a + 1, 0).r), part.x);
  color = vec4(vec3(mix(top, bottom, part.y) / 65535.0), 1.0);
}`;

addEventListener('message', ({ data }: MessageEvent<{ canvas: OffscreenCanvas; frames: number }>) => {
  const gl = data.canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false })!;
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.useProgram(program);
  const { width, height } = data.canvas;
  const side = { width: width + 64, height: height + 64 };
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R16UI, side.width, side.height);
  const values = imageTile(side.width, side.height);
  gl.texSubImage2D(
    gl.TEXTURE_2D,
    0,
    0,
    0,
    side.width,
    side.height,
    gl.RED_INTEGER,
    gl.UNSIGNED_SHORT,
    values,
  );
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.viewport(0, 0, width, height);
  const offset = gl.getUniformLocation(program, 'offset');
  const frameMs: number[] = [];
  const frame = () => {
    const started = performance.now();
    gl.uniform2f(offset, (frameMs.length * 7) % 60, (frameMs.length * 3) % 60);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    frameMs.push(performance.now() - started);
    if (frameMs.length < data.frames) requestAnimationFrame(frame);
    else postMessage(frameMs);
  };
  requestAnimationFrame(frame);
});
