import dimse, { type Dataset } from 'dcmjs-dimse';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import { parseAddress, type TcpAddress } from '../../transport/address.ts';
import type { DeviceSideOptions, RunningDeviceSide } from '../device-side.ts';
import { type StorageClass, sceneDataset, storageClasses } from './scene-dicom.ts';
import { sceneOrder, scenePicture } from './scene-picture.ts';

const title = z.string().min(1).max(16);
const titles = { called: title.default('SCANPOST'), calling: title.default('SIMULATOR') };

/** What the workstation that sends pictures does. */
const senderOrder = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('picture'),
    ...sceneOrder,
    ...titles,
    kind: z.enum(Object.keys(storageClasses) as [StorageClass, ...StorageClass[]]).default('dx'),
    reference: z.string().max(64).default(''),
  }),
  /** The last object once more, as a sender that has not heard the answer does. */
  z.strictObject({ do: z.literal('again'), ...titles }),
  z.strictObject({ do: z.literal('echo'), ...titles }),
]);

/**
 * A workstation that sends pictures of the simulator's scenes by C-STORE to `to` (`tcp://HOST:PORT`). An order throws an
 * Error with the receiver's answer where that is not success. Throws BridgeError LINK_ADDRESS_INVALID.
 */
export async function startDicomSender({
  to,
  seed,
}: Pick<DeviceSideOptions, 'to' | 'seed'>): Promise<RunningDeviceSide> {
  const address = parseAddress(to ?? '');
  if (address.kind !== 'tcp') {
    const message = `"${to}" is no address to send pictures to: write tcp://HOST:PORT.`;
    throw new BridgeError('LINK_ADDRESS_INVALID', message, {
      details: { address: to ?? '', why: 'it must begin with tcp://' },
    });
  }
  // It prints to the console otherwise, and stdout is for lines of JSON.
  dimse.log.setLevel('silent');
  const sending = new Set<InstanceType<typeof dimse.Client>>();
  let count = 0;
  let last: Dataset | null = null;

  return {
    order: async (order) => {
      const wish = senderOrder.parse(order);
      if (wish.do === 'picture') {
        const picture = scenePicture(wish, wish.seed ?? seed + count++);
        last = sceneDataset(picture, wish.kind, wish.reference, new Date());
      } else if (wish.do === 'again' && last === null) throw new Error('No picture has been sent yet.');
      const request =
        wish.do === 'echo' || last === null
          ? new dimse.requests.CEchoRequest()
          : new dimse.requests.CStoreRequest(last);
      const client = new dimse.Client();
      sending.add(client);
      try {
        await send(client, request, address, wish);
      } finally {
        sending.delete(client);
      }
    },
    close: async () => {
      for (const client of sending) client.abort();
    },
  };
}

function send(
  client: InstanceType<typeof dimse.Client>,
  request: InstanceType<typeof dimse.requests.Request>,
  { host, port }: TcpAddress,
  { calling, called }: { readonly calling: string; readonly called: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = 'no answer: it takes no object of this class, or the association was aborted';
    request.on('response', (response: InstanceType<typeof dimse.responses.Response>) => {
      const status = response.getStatus();
      answer =
        status === 0 ? '' : `0x${status.toString(16).padStart(4, '0')} ${response.getErrorComment() ?? ''}`;
    });
    const rejected = 'associationRejected' as const;
    client.on(rejected, ({ reason }: { readonly reason: number }) => {
      answer = `the association was rejected for reason ${reason}`;
    });
    client.on('networkError', (error: Error) =>
      reject(new Error(`The picture was not sent: ${error.message}`)),
    );
    client.on('closed', () => {
      if (answer === '') resolve();
      else reject(new Error(`The picture was not taken: ${answer}.`));
    });
    client.addRequest(request);
    client.send(host, port, calling, called);
  });
}
