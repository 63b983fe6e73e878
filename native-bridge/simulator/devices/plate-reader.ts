import sharp from 'sharp';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import type { DeviceSideOptions, RunningDeviceSide } from '../device-side.ts';

/** What passes the simulated camera, and how it says so. */
const readerOrder = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('vehicle'),
    plate: z.string().max(40).default('777ABC02'),
    container: z.string().max(40).nullable().default(null),
    country: z.string().max(3).default('KZ'),
    confidence: z.number().min(0).max(1).default(0.97),
    format: z.enum(['json', 'xml', 'multipart']).default('json'),
    picture: z.boolean().default(true),
  }),
  /** The last reading once more, as a reader does that has not heard the answer. */
  z.strictObject({ do: z.literal('again') }),
  /** These bytes instead of a reading. */
  z.strictObject({
    do: z.literal('post'),
    body: z.string().max(10_000_000),
    type: z.string().max(200).default('application/json'),
  }),
]);
type Vehicle = Extract<z.infer<typeof readerOrder>, { do: 'vehicle' }>;

/**
 * A camera at the gate that posts to `to`, an `http://` address. An order throws an Error with the answer where the
 * station does not take the reading. Throws BridgeError LINK_ADDRESS_INVALID.
 */
export async function startPlateReader({
  to,
  seed,
}: Pick<DeviceSideOptions, 'to' | 'seed'>): Promise<RunningDeviceSide> {
  const address = to ?? '';
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new BridgeError('LINK_ADDRESS_INVALID', `"${address}" is no http:// address to post readings to.`, {
      details: { address, why: 'it must begin with http://' },
    });
  }
  const stop = new AbortController();
  let count = seed;
  let last: { readonly body: string | FormData; readonly type: string | null } | null = null;

  const post = async () => {
    if (last === null) throw new Error('No vehicle has passed yet.');
    const { body, type } = last;
    const response = await fetch(address, {
      method: 'POST',
      body,
      ...(type === null ? {} : { headers: { 'content-type': type } }),
      signal: stop.signal,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The station answered ${response.status}: ${text.slice(0, 500)}`);
  };

  const obey = async (order: unknown) => {
    const wish = readerOrder.parse(order);
    if (wish.do === 'vehicle') {
      count += 1;
      last = await said(wish, `R${count}`);
    } else if (wish.do === 'post') last = { body: wish.body, type: wish.type };
    await post();
  };

  let turn: Promise<unknown> = Promise.resolve();
  return {
    // One after the other, as vehicles pass.
    order: (order) => {
      const obeyed = turn.then(() => obey(order));
      turn = obeyed.catch(() => {});
      return obeyed;
    },
    close: async () => stop.abort(),
  };
}

async function said(vehicle: Vehicle, id: string) {
  const { plate, container, country, confidence, format } = vehicle;
  const picture = vehicle.picture ? await platePicture(plate) : null;
  const told = { id, plate, country, confidence, camera: 'gate-1', time: new Date().toISOString() };
  const fields = container === null ? told : { ...told, container };
  if (format === 'json') {
    const image = picture === null ? {} : { image: picture.toString('base64') };
    return { body: JSON.stringify({ ...fields, ...image }), type: 'application/json' };
  }
  if (format === 'xml') {
    const image = picture === null ? {} : { image: picture.toString('base64') };
    const elements = Object.entries({ ...fields, ...image }).map(
      ([name, value]) => `<${name}>${escaped(String(value))}</${name}>`,
    );
    return { body: `<?xml version="1.0"?><reading>${elements.join('')}</reading>`, type: 'application/xml' };
  }
  const form = new FormData();
  form.set('reading', new Blob([JSON.stringify(fields)], { type: 'application/json' }));
  if (picture !== null)
    form.set('image', new Blob([Uint8Array.from(picture)], { type: 'image/jpeg' }), 'p.jpg');
  return { body: form, type: null };
}

/** A plate as a camera sees it, near enough. */
export function platePicture(plate: string): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="520" height="112">
    <rect width="520" height="112" fill="#eee"/><rect x="4" y="4" width="512" height="104" fill="none" stroke="#222" stroke-width="4"/>
    <text x="260" y="80" font-family="monospace" font-size="72" text-anchor="middle" fill="#111">${escaped(plate)}</text></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 80 }).toBuffer();
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
