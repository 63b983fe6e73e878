import { fadeShare, lineColour, wanted } from './material-colours.ts';
import { tableEntries } from './material-table.ts';
import { classSigmas } from './materials.ts';
import { calmReach, calmTexture, leastTransmission } from './matter-field.ts';
import { tintNames } from './palettes.ts';
import { noPicture } from './shaders.ts';
import type { MaterialShow } from './transfer.ts';

/** What of the colours of materials runs on the GPU: `matter-field.ts`, `materials.ts` and `material-colours.ts` said again. */

const float = (value: number) => (Number.isInteger(value) ? `${value}.0` : `${value}`);

const varianceFunction = `
/* 1 / quanta in air, readout², pulse², scatter */
uniform vec4 noise;
vec2 varianceOf(vec2 left, vec2 averaged) {
  return (left * noise.x + noise.y) * averaged.x + left * left * noise.z * averaged.y;
}`;

/** One pass of `calmed`. */
export const calmFragmentShader = `#version 300 es
precision highp float;
precision highp int;
uniform highp sampler2D matter;
uniform int apart;
uniform float shared;
${varianceFunction}
out vec4 color;
void main() {
  ivec2 last = textureSize(matter, 0) - 1;
  ivec2 here = ivec2(gl_FragCoord.xy);
  vec4 own = texelFetch(matter, here, 0);
  if (own.r <= ${noPicture}.0) {
    color = own;
    return;
  }
  vec2 left = max(own.rg, ${leastTransmission});
  vec2 texture_ = ${float(calmTexture)} * left * log(left);
  vec2 sum = vec2(0.0);
  float weights = 0.0;
  float quanta = 0.0;
  float pulse = 0.0;
  float columns = 0.0;
  for (int across = -1; across <= 1; across++) {
    float column = 0.0;
    for (int down = -1; down <= 1; down++) {
      ivec2 at = here + apart * ivec2(across, down);
      if (at.x < 0 || at.y < 0 || at.x > last.x || at.y > last.y) continue;
      vec4 other = texelFetch(matter, at, 0);
      if (other.r <= ${noPicture}.0) continue;
      vec2 difference = other.rg - own.rg;
      vec2 unlike = difference * difference / (varianceOf(left, own.ba + other.ba) + texture_ * texture_);
      float near = float((2 - abs(across)) * (2 - abs(down)));
      float weight = near * exp(-0.5 * (unlike.x + unlike.y) / ${float(calmReach)});
      sum += weight * other.rg;
      weights += weight;
      quanta += weight * weight * other.b;
      pulse += weight * other.a;
      column += weight;
    }
    columns += column * column;
  }
  float square = weights * weights;
  color = vec4(sum / weights, shared * shared * quanta / square, shared * pulse / weights * columns / square);
}`;

/** `coloured`: from a place and its grey to its colour. */
export function materialColouring(show: MaterialShow): string {
  const isWanted = tintNames.map((name) => wanted[show].includes(name));
  return `
uniform highp sampler2D matter;
uniform highp sampler2D lines;
uniform highp sampler2D tints;
uniform int matterStep;
uniform float deepest;
uniform float airGrey;
/* the picture's corner on the canvas, device pixels from line to line, the canvas's height */
uniform ivec4 hatch;
${varianceFunction}
vec4 linesAt(float low) {
  float at = clamp(low / deepest, 0.0, 1.0) * ${float(tableEntries - 1)};
  int first = min(int(at), ${tableEntries - 2});
  return mix(texelFetch(lines, ivec2(first, 0), 0), texelFetch(lines, ivec2(first + 1, 0), 0), at - float(first));
}
/* shares of materials.ts */
vec3 shares(vec4 reading, float uneven, float scatter) {
  vec2 left = max(reading.rg - scatter, ${leastTransmission});
  vec2 depth = -log(left);
  if (depth.y > deepest) return vec3(-1.0);
  vec4 line = linesAt(depth.y);
  vec2 relative = varianceOf(max(reading.rg, 0.0), reading.ba) / (left * left);
  float edge = abs(line.w * (1.0 - line.w)) * 0.5 * uneven;
  float needed = ${classSigmas} * sqrt(relative.x + line.w * line.w * relative.y) + edge;
  float lower = 0.5 * (line.x + line.y);
  float upper = 0.5 * (line.y + line.z);
  float width = line.z - line.x;
  return vec3(
    min(lower - depth.x, depth.x - (line.x - width)),
    min(depth.x - lower, upper - depth.x),
    min(depth.x - upper, line.z + 2.0 * width - depth.x)) / needed;
}
float unevenness(ivec2 here) {
  ivec2 last = textureSize(matter, 0) - 1;
  float least = 1e9;
  float most = -1e9;
  for (int index = 0; index < 9; index++) {
    ivec2 at = here + matterStep * ivec2(index % 3 - 1, index / 3 - 1);
    if (at.x < 0 || at.y < 0 || at.x > last.x || at.y > last.y) continue;
    float low = texelFetch(matter, at, 0).g;
    if (low <= ${noPicture}.0) continue;
    float depth = -log(max(low - 0.5 * noise.w, ${leastTransmission}));
    least = min(least, depth);
    most = max(most, depth);
  }
  return 0.25 * (most - least) * (most - least);
}
vec3 coloured(ivec2 here, float grey) {
  vec4 found = texelFetch(matter, here, 0);
  if (found.r - 2.0 * sqrt(varianceOf(max(found.rg, 0.0), found.ba).x) < noise.w) {
    int along = here.x - hatch.x + hatch.w - 1 - here.y - hatch.y;
    int period = hatch.z;
    bool line = ((along % period) + period) % period < period / 4;
    return line ? vec3(${lineColour.join(', ')}) : vec3(0.0);
  }
  float uneven = unevenness(here);
  vec3 share = min(shares(found, uneven, 0.0), shares(found, uneven, noise.w));
  int row = share.x > 1.0 ? 0 : share.y > 1.0 ? 1 : share.z > 1.0 ? 2 : -1;
  if (row < 0) return vec3(grey);
  float certainty = min(1.0, 2.0 * ((row == 0 ? share.x : row == 1 ? share.y : share.z) - 1.0));
  bool isWanted = row == 0 ? ${isWanted[0]} : row == 1 ? ${isWanted[1]} : ${isWanted[2]};
  if (!isWanted) return vec3(mix(grey, airGrey, ${float(fadeShare)} * certainty));
  float index = clamp(grey * 255.0, 0.0, 255.0);
  int first = min(int(index), 254);
  vec3 low = texelFetch(tints, ivec2(first, row), 0).rgb;
  vec3 high = texelFetch(tints, ivec2(first + 1, row), 0).rgb;
  return mix(vec3(grey), mix(low, high, index - float(first)), certainty);
}`;
}
