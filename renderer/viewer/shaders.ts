/** What runs on the GPU. The picture's shader is `transfer.ts` said again; keep the two alike. */

/** A setting that needs no logarithm or power does not pay for one: each pair has its own program. */
export interface PixelVariant {
  readonly log: boolean;
  readonly gamma: boolean;
  readonly plane: number;
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
  const channel = variant.plane === 0 ? 'r' : 'g';
  return `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;
uniform usampler2DArray tiles;
uniform float height;
/* dark, 1 / (air - dark), 1 / ln(least), least transmission */
uniform vec4 counts;
/* 1 / window, 0.5 - level / window, 1 / gamma, unused */
uniform vec4 window;
/* factor and summand that invert, or leave as it is */
uniform vec2 invert;
flat in vec4 tileTexels;
flat in ivec4 tileBounds;
flat in int tileLayer;
out vec4 color;
void main() {
  vec2 pixel = vec2(gl_FragCoord.x, height - gl_FragCoord.y);
  vec2 at = clamp((pixel - tileTexels.xy) * tileTexels.zw - 0.5, vec2(tileBounds.xy), vec2(tileBounds.zw));
  vec2 first = floor(at);
  vec2 part = at - first;
  ivec2 a = ivec2(first);
  ivec2 b = min(a + 1, tileBounds.zw);
  float top = mix(
    float(texelFetch(tiles, ivec3(a, tileLayer), 0).${channel}),
    float(texelFetch(tiles, ivec3(b.x, a.y, tileLayer), 0).${channel}), part.x);
  float bottom = mix(
    float(texelFetch(tiles, ivec3(a.x, b.y, tileLayer), 0).${channel}),
    float(texelFetch(tiles, ivec3(b, tileLayer), 0).${channel}), part.x);
  float shown = (mix(top, bottom, part.y) - counts.x) * counts.y;
  ${variant.log ? 'shown = 1.0 - log(max(shown, counts.w)) * counts.z;' : ''}
  float grey = clamp(shown * window.x + window.y, 0.0, 1.0);
  ${variant.gamma ? 'grey = grey > 0.0 ? pow(grey, window.z) : 0.0;' : ''}
  color = vec4(vec3(grey * invert.x + invert.y), 1.0);
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
