/** What runs on the GPU. The picture's shader is `transfer.ts` said again; keep the two alike. */

/** A setting that needs no logarithm, power or colour does not pay for one: each combination has its own program. */
export interface PixelVariant extends FinishVariant {
  readonly log: boolean;
  /** Null: the mean of both. */
  readonly plane: number | null;
  /** Writes numbers instead of a colour: what is shown, for filters, or the transmission of both energies. */
  readonly toField: 'shown' | 'both' | null;
  /** Every pixel of the canvas is one of the tile: there is nothing to mix. */
  readonly unmixed: boolean;
}

export interface FinishVariant {
  readonly gamma: boolean;
  /** A palette or a highlight. */
  readonly colour: boolean;
}

export const pixelVertexShader = `#version 300 es
layout(location = 0) in vec4 edges;
layout(location = 1) in vec4 texels;
layout(location = 2) in vec4 bounds;
layout(location = 3) in float layer;
uniform vec2 size;
flat out vec4 tileTexels;
flat out ivec4 tileBounds;
flat out int tileLayer;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 at = mix(edges.xy, edges.zw, corner);
  gl_Position = vec4(at.x / size.x * 2.0 - 1.0, 1.0 - at.y / size.y * 2.0, 0.0, 1.0);
  tileTexels = texels;
  tileBounds = ivec4(bounds);
  tileLayer = int(layer);
}`;

export function pixelFragmentShader(variant: PixelVariant): string {
  const isWide = variant.toField === 'both' || variant.plane === null;
  const type = isWide ? 'vec2' : 'float';
  const channels = isWide ? 'rg' : variant.plane === 0 ? 'r' : 'g';
  return `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;
uniform usampler2DArray tiles;
uniform float height;
/* dark, 1 / (air - dark), 1 / ln(least), least transmission */
uniform vec4 counts;
flat in vec4 tileTexels;
flat in ivec4 tileBounds;
flat in int tileLayer;
out vec4 color;
${variant.toField === 'both' ? 'uniform vec2 averaged;' : ''}
${variant.toField ? '' : finishing(variant)}
${type} countsAt(ivec2 at) {
  return ${type}(texelFetch(tiles, ivec3(at, tileLayer), 0).${channels});
}
void main() {
  vec2 pixel = vec2(gl_FragCoord.x, height - gl_FragCoord.y);
  vec2 at = clamp((pixel - tileTexels.xy) * tileTexels.zw - 0.5, vec2(tileBounds.xy), vec2(tileBounds.zw));
  ${variant.unmixed ? `${type} here = countsAt(ivec2(at + 0.5));` : mixing(type)}
  ${type} left = (here - counts.x) * counts.y;
  ${variant.toField === 'both' ? 'color = vec4(left, averaged);' : showing(variant)}
}`;
}

/** Between the four pixels around the place. */
function mixing(type: 'vec2' | 'float'): string {
  return `vec2 first = floor(at);
  vec2 part = at - first;
  ivec2 a = ivec2(first);
  ivec2 b = min(a + 1, tileBounds.zw);
  ${type} top = mix(countsAt(a), countsAt(ivec2(b.x, a.y)), part.x);
  ${type} bottom = mix(countsAt(ivec2(a.x, b.y)), countsAt(b), part.x);
  ${type} here = mix(top, bottom, part.y);`;
}

function showing({ plane, log, toField }: PixelVariant): string {
  return `float shown = ${plane === null ? '0.5 * (left.r + left.g)' : 'left'};
  ${log ? 'shown = 1.0 - log(max(shown, counts.w)) * counts.z;' : ''}
  color = ${toField ? 'vec4(shown, 0.0, 0.0, 1.0)' : 'finish(shown)'};`;
}

/** From what is shown to a colour: `colourOf` of `transfer.ts`. */
function finishing(variant: FinishVariant): string {
  return `
/* 1 / window, 0.5 - level / window, 1 / gamma, unused */
uniform vec4 window;
/* factor and summand that invert, or leave as it is */
uniform vec2 invert;
${
  variant.colour
    ? `uniform highp sampler2D palette;
/* from, to */
uniform vec2 highlight;
/* red, green, blue, share */
uniform vec4 tint;`
    : ''
}
vec4 finish(float shown) {
  float grey = clamp(shown * window.x + window.y, 0.0, 1.0);
  ${variant.gamma ? 'grey = grey > 0.0 ? pow(grey, window.z) : 0.0;' : ''}
  grey = grey * invert.x + invert.y;
  ${
    variant.colour
      ? `float index = clamp(grey * 255.0, 0.0, 255.0);
  int first = min(int(index), 254);
  vec3 low = texelFetch(palette, ivec2(first, 0), 0).rgb;
  vec3 high = texelFetch(palette, ivec2(first + 1, 0), 0).rgb;
  vec3 shade = mix(low, high, index - float(first));
  bool marked = shown >= highlight.x && shown <= highlight.y;
  return vec4(marked ? mix(shade, tint.rgb, tint.a) : shade, 1.0);`
      : 'return vec4(vec3(grey), 1.0);'
  }
}`;
}

/** What a field holds where there is no picture: less than anything that can be shown. */
export const noPicture = -1000;

export const canvasVertexShader = `#version 300 es
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/** `smoothed` of `filters.ts`, from one field to another. */
export const smoothFragmentShader = `#version 300 es
precision highp float;
uniform highp sampler2D field;
uniform int stepPx;
/* 1 / (2 range²) */
uniform float sameness;
uniform float near[25];
out vec4 color;
void main() {
  ivec2 last = textureSize(field, 0) - 1;
  ivec2 here = ivec2(gl_FragCoord.xy);
  float own = texelFetch(field, here, 0).r;
  if (own <= ${noPicture}.0) {
    color = vec4(own, 0.0, 0.0, 1.0);
    return;
  }
  float sum = 0.0;
  float weights = 0.0;
  for (int index = 0; index < 25; index++) {
    ivec2 at = here + stepPx * ivec2(index % 5 - 2, index / 5 - 2);
    if (at.x < 0 || at.y < 0 || at.x > last.x || at.y > last.y) continue;
    float value = texelFetch(field, at, 0).r;
    if (value <= ${noPicture}.0) continue;
    float apart = value - own;
    float weight = near[index] * exp(-apart * apart * sameness);
    sum += weight * value;
    weights += weight;
  }
  color = vec4(sum / weights, 0.0, 0.0, 1.0);
}`;

export interface FieldVariant extends FinishVariant {
  /** The function `vec3 coloured(ivec2 here, float grey)` where colours mean materials (`matter-shaders.ts`); else null. */
  readonly material: string | null;
  readonly sharpen: boolean;
  readonly equalise: boolean;
}

/**
 * From a field to the canvas: `sharpened` of `filters.ts`, `equalised` of `local-contrast.ts`, the finish, and the colours of
 * `materials.ts`.
 */
export function fieldFragmentShader(variant: FieldVariant): string {
  return `#version 300 es
precision highp float;
precision highp int;
uniform highp sampler2D field;
out vec4 color;
${finishing(variant)}
${
  variant.sharpen
    ? `uniform int stepPx;
uniform float sharpen;
uniform float near[25];
float blurred(ivec2 here) {
  ivec2 last = textureSize(field, 0) - 1;
  float sum = 0.0;
  float weights = 0.0;
  for (int index = 0; index < 25; index++) {
    ivec2 at = here + stepPx * ivec2(index % 5 - 2, index / 5 - 2);
    if (at.x < 0 || at.y < 0 || at.x > last.x || at.y > last.y) continue;
    float value = texelFetch(field, at, 0).r;
    if (value <= ${noPicture}.0) continue;
    sum += near[index] * value;
    weights += near[index];
  }
  return sum / weights;
}`
    : ''
}
${
  variant.equalise
    ? `uniform highp sampler2D curves;
uniform float height;
/* the picture's corner on the canvas, and cells of the grid per device pixel */
uniform vec4 grid;
uniform ivec2 cells;
uniform float equalise;
float onCurve(int cell, float shown) {
  float at = clamp(shown, 0.0, 1.0) * 255.0;
  int first = min(int(at), 254);
  float low = texelFetch(curves, ivec2(first, cell), 0).r;
  float high = texelFetch(curves, ivec2(first + 1, cell), 0).r;
  return mix(low, high, at - float(first));
}
float equalised(float shown) {
  vec2 pixel = vec2(gl_FragCoord.x, height - gl_FragCoord.y);
  vec2 at = clamp((pixel - grid.xy) * grid.zw - 0.5, vec2(0.0), vec2(cells - 1));
  ivec2 first = ivec2(at);
  ivec2 next = min(first + 1, cells - 1);
  vec2 part = at - vec2(first);
  float top = mix(onCurve(first.y * cells.x + first.x, shown), onCurve(first.y * cells.x + next.x, shown), part.x);
  float bottom = mix(onCurve(next.y * cells.x + first.x, shown), onCurve(next.y * cells.x + next.x, shown), part.x);
  return mix(top, bottom, part.y);
}`
    : ''
}
${variant.material ?? ''}
void main() {
  ivec2 here = ivec2(gl_FragCoord.xy);
  float shown = texelFetch(field, here, 0).r;
  if (shown <= ${noPicture}.0) discard;
  ${variant.sharpen ? 'shown += sharpen * (shown - blurred(here));' : ''}
  ${variant.equalise ? 'shown = mix(shown, equalised(shown), equalise);' : ''}
  color = finish(shown);
  ${variant.material ? 'color.rgb = coloured(here, color.r);' : ''}
}`;
}

export const patternVertexShader = `#version 300 es
layout(location = 0) in vec4 edges;
layout(location = 1) in float pattern;
uniform vec2 size;
flat out int cellPattern;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 at = mix(edges.xy, edges.zw, corner);
  gl_Position = vec4(at.x / size.x * 2.0 - 1.0, 1.0 - at.y / size.y * 2.0, 0.0, 1.0);
  cellPattern = int(pattern);
}`;

/** Patterns are coloured, so that none can be taken for a grey of the picture, and stay fixed to the picture. */
export const patternFragmentShader = `#version 300 es
precision highp float;
uniform float height;
uniform vec2 origin;
/* device pixels of one CSS pixel */
uniform float density;
flat in int cellPattern;
out vec4 color;
void main() {
  vec2 at = (vec2(gl_FragCoord.x, height - gl_FragCoord.y) - origin) / density;
  float rising = mod(at.x + at.y, 12.0);
  float falling = mod(at.x - at.y, 12.0);
  if (cellPattern == 0) {
    color = vec4(0.075, 0.095, 0.125, 1.0);
  } else if (cellPattern == 1) {
    color = rising < 2.0 ? vec4(0.16, 0.25, 0.38, 1.0) : vec4(0.075, 0.12, 0.19, 1.0);
  } else {
    bool line = rising < 1.5 || falling < 1.5;
    color = line ? vec4(0.78, 0.22, 0.2, 1.0) : vec4(0.2, 0.07, 0.07, cellPattern == 2 ? 1.0 : 0.0);
  }
  color.rgb *= color.a;
}`;

/** The number each pattern has in the shader; 3 is `missing` over pixels. */
export const patternNumber = { loading: 0, 'not-received': 1, missing: 2, 'missing-over': 3 } as const;
