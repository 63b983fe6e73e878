import { fuzzAssociation } from '../../../native-bridge/drivers/dicom-receiver/association.fuzz.ts';
import {
  associateRequest,
  data,
  echoRequest,
  releaseRequest,
  storeRequest,
} from '../../../native-bridge/drivers/dicom-receiver/peer.fixture.ts';
import { fuzzSideCar } from '../../../native-bridge/drivers/drop-folder/side-car.fuzz.ts';
import { sideCarKinds } from '../../../native-bridge/drivers/drop-folder/side-car.ts';
import type { FuzzTarget } from '../target.ts';

const sideCars = {
  json: [
    '{"plate":"777 ABC 02","container":"CSQU3054383","takenAt":"2026-02-28T13:05:00Z","x":[1,{"y":null}]}',
  ],
  xml: [
    '<?xml version="1.0"?><a plate="777 &amp; 02"><!-- c --><takenAt>2026-02-28T13:05:00Z</takenAt><b/></a>',
  ],
  txt: ['plate = 777 ABC 02\r\ncontainer: CSQU3054383\ntakenAt=2026-02-28T13:05:00+05:00\n'],
} as const;

/** Side-cars of pictures in a folder, and what a sender of DICOM objects may put on the wire. */
export const imageSourceTargets: readonly FuzzTarget[] = [
  ...sideCarKinds.map((kind) => ({
    name: `side-car ${kind}`,
    words: [
      '<!DOCTYPE a [',
      '<!ENTITY',
      '<![CDATA[',
      ']]>',
      '&lt;',
      '__proto__',
      '"plate":',
      '\\u0000',
      'takenAt=',
    ],
    seeds: () => sideCars[kind].map((text) => Buffer.from(text)),
    run: (bytes: Uint8Array) => fuzzSideCar(bytes, kind),
  })),
  {
    name: 'DICOM association',
    words: ['1.2.840.10008.1.2', 'SCANPOST'],
    seeds: () => [
      Buffer.concat([
        associateRequest(),
        echoRequest(),
        storeRequest('1.2.3'),
        data(1, 0, Buffer.alloc(40, 7)),
        data(1, 2, Buffer.alloc(20)),
        releaseRequest,
      ]),
    ],
    run: (bytes) =>
      fuzzAssociation([bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)]),
  },
];
