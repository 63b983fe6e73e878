import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

const fieldPath = (preset: string, title: string, description: string) =>
  z
    .string()
    .trim()
    .max(200)
    .default(preset)
    .meta({ title, description, examples: [preset] });

/** Where in what a reader sends each thing is. Empty: it does not say it. */
const fields = z.strictObject({
  plate: fieldPath(
    'plate',
    'Plate',
    'Names joined by dots, from the outside in; an attribute of XML is @name.',
  ),
  container: fieldPath('container', 'Container number', 'Of a reader for containers.'),
  country: fieldPath('country', 'Country', 'As the reader abbreviates it.'),
  confidence: fieldPath('confidence', 'Confidence', 'How sure the reader is.'),
  camera: fieldPath('camera', 'Camera', 'Which camera saw it.'),
  time: fieldPath('time', 'Time', 'The reader’s own; it only tells two readings of the same plate apart.'),
  id: fieldPath('id', 'Id', 'The reader’s own number of the reading.'),
  image: fieldPath('image', 'Picture', 'Base64 of a JPEG, or the name of a part of multipart/form-data.'),
});

/** What an integrator sets for a reader that posts here. */
export const plateReaderSettings = z
  .strictObject({
    path: z
      .string()
      .trim()
      .max(200)
      .regex(/^(\/.*)?$/, 'begin it with /')
      .default('')
      .meta({
        title: 'Path',
        description: 'Where the reader posts to; empty is anywhere.',
        examples: ['/anpr'],
      }),
    token: z.string().max(200).default('').meta({
      title: 'Token',
      secret: true,
      description:
        'Asked of the reader as "Authorization: Bearer …", as password of Basic authorization, or as X-Token. Empty: none is asked.',
    }),
    allowedPeers: z
      .array(z.string().trim().max(50))
      .max(50)
      .default([])
      .meta({
        title: 'Readers’ addresses',
        description: 'IP addresses or ranges that may post; none named: any.',
        examples: [['10.0.0.31', '10.0.1.0/24']],
      }),
    fields: fields.prefault({}).meta({ title: 'Fields' }),
    confidenceScale: z
      .enum(['0-1', '0-100'])
      .default('0-1')
      .meta({ title: 'Confidence', description: 'The numbers that the reader counts its confidence in.' }),
    maxBodyBytes: z
      .int()
      .min(1 << 12)
      .max(32 << 20)
      .default(8 << 20)
      .meta({ title: 'Longest reading (bytes)', description: 'With its picture.' }),
    maxPerMinute: z.int().min(1).max(6_000).default(600).meta({ title: 'Readings a minute at most' }),
    requestTimeoutMs: z.int().min(200).max(120_000).default(20_000).meta({
      title: 'Whole within (ms)',
      description: 'From the beginning of a reading to its end.',
    }),
  })
  .superRefine((settings, context) => {
    for (const [index, peer] of settings.allowedPeers.entries()) {
      if (parsePeer(peer) === null) {
        context.addIssue({
          code: 'custom',
          path: ['allowedPeers', index],
          message: 'write an IP address, or a range as 10.0.1.0/24',
        });
      }
    }
    if (settings.fields.plate === '' && settings.fields.container === '') {
      context.addIssue({ code: 'custom', path: ['fields', 'plate'], message: 'say where the plate is' });
    }
  });
export type PlateReaderSettings = z.output<typeof plateReaderSettings>;

/** Whether an address may post. */
export function peersOf({ allowedPeers }: PlateReaderSettings): (address: string) => boolean {
  if (allowedPeers.length === 0) return () => true;
  const list = new BlockList();
  for (const text of allowedPeers) {
    const peer = parsePeer(text);
    if (peer !== null) list.addSubnet(peer.address, peer.bits, peer.family);
  }
  return (address) => {
    const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
    return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}

function parsePeer(
  text: string,
): { readonly address: string; readonly bits: number; readonly family: 'ipv4' | 'ipv6' } | null {
  const [address = '', bitsText, ...more] = text.split('/');
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  const bits = bitsText === undefined ? most : Number(bitsText);
  const sound = version !== 0 && more.length === 0 && Number.isInteger(bits) && bits >= 0 && bits <= most;
  if (!sound || (bitsText !== undefined && !/^\d{1,3}$/.test(bitsText))) return null;
  return { address, bits, family: version === 6 ? 'ipv6' : 'ipv4' };
}
