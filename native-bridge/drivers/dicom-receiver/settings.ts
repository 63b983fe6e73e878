import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { isUid } from './associate.ts';

/** PS3.5, 6.2: at most 16 characters, no backslash, not only spaces. */
const title = z
  .string()
  .trim()
  .regex(/^[\x20-\x5b\x5d-\x7e]{1,16}$/, 'at most 16 plain characters, without a backslash');

const peer = z
  .string()
  .refine((text) => readPeer(text) !== null, 'an IP address, or a network like 10.1.0.0/16');

export const dicomReceiverSettings = z.strictObject({
  aeTitle: title.default('SCANPOST').meta({
    title: 'AE title',
    description: 'What this station is called. The sender is configured with the same.',
  }),
  checkCalled: z.boolean().default(true).meta({
    title: 'Refuse other AE titles',
    description: 'Whether an association for another called AE title is rejected.',
  }),
  callers: z
    .array(title)
    .max(64)
    .default([])
    .meta({
      title: 'Senders’ AE titles',
      description: 'Others are rejected. Empty: any.',
      examples: [['GANTRY1']],
    }),
  peers: z
    .array(peer)
    .max(64)
    .default([])
    .meta({
      title: 'Senders’ addresses',
      description: 'IP addresses and networks that may connect. Empty: any.',
      examples: [['10.1.2.3', '10.1.0.0/16']],
    }),
  secondaryCapture: z.boolean().default(false).meta({
    title: 'Take secondary captures',
    description:
      'Pictures of a screen or a film. Most have lost the counts; take them only from a scanner that sends nothing else.',
  }),
  threatReports: z.enum(['attach', 'refuse']).default('attach').meta({
    title: 'Threat reports',
    description: 'Whether DICOS threat detection reports are attached to the visit, or refused.',
  }),
  alsoTake: z.array(z.string().refine(isUid, 'a UID')).max(32).default([]).meta({
    title: 'Further storage classes',
    description:
      'SOP class UIDs that this post’s scanner uses for its radiographs besides CR, DX and DICOS DX.',
  }),
  maxAssociations: z.int().min(1).max(32).default(8).meta({
    title: 'Senders at once',
    description: 'More are told to come again later.',
  }),
  maxMegabytes: z.int().min(1).max(4096).default(512).meta({
    title: 'Largest object (MB)',
    description: 'Larger ones are refused.',
  }),
  maxPduKilobytes: z.int().min(16).max(1024).default(128).meta({
    title: 'Largest PDU (KB)',
    description: 'In what portions a sender may send.',
  }),
  idleSeconds: z.int().min(5).max(3600).default(60).meta({
    title: 'Longest silence (s)',
    description: 'An association on which nothing comes for so long is ended.',
  }),
});

export type DicomReceiverSettings = z.output<typeof dicomReceiverSettings>;

/** Whether an address may connect. */
export function peerFilter(peers: readonly string[]): (address: string) => boolean {
  if (peers.length === 0) return () => true;
  const list = new BlockList();
  for (const text of peers) {
    const read = readPeer(text);
    if (read !== null) list.addSubnet(read.address, read.prefix, read.family);
  }
  return (address) => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  };
}

function readPeer(text: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } | null {
  const [address = '', given, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return null;
  const longest = version === 4 ? 32 : 128;
  if (given !== undefined && !/^\d{1,3}$/.test(given)) return null;
  const prefix = given === undefined ? longest : Number(given);
  return prefix > longest ? null : { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}
