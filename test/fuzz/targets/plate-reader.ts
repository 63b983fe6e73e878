import {
  fuzzJpegHead,
  fuzzPlateBody,
  fuzzPlateJson,
  fuzzPlateXml,
} from '../../../native-bridge/drivers/plate-reader/plate-reader.fuzz.ts';
import type { FuzzTarget } from '../target.ts';

const json =
  '{"plate":"123ABC02","confidence":0.97,"country":"KZ","time":"2026-03-01T08:00:00Z","image":"/9j/4AAQ"}';
const xml =
  '<?xml version="1.0"?><read id="7"><plate>A123BC</plate><confidence>97</confidence><image>/9j/4AAQ</image></read>';
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0000b080010001001011100ffd9', 'hex');
const multipart = Buffer.concat([
  Buffer.from(
    `--b\r\nContent-Disposition: form-data; name="read"\r\nContent-Type: application/json\r\n\r\n${json}\r\n`,
  ),
  Buffer.from(
    '--b\r\nContent-Disposition: form-data; name="image"; filename="../a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n',
  ),
  jpeg,
  Buffer.from('\r\n--b--\r\n'),
]);
const words = [
  ...['plate', 'confidence', '"', '{', '[', '\\u0000', '1e999', '__proto__', 'null'],
  ...[
    '<!DOCTYPE',
    '<!ENTITY x SYSTEM "file:///">',
    '&x;',
    '<![CDATA[',
    ']]>',
    '<a>',
    '</a>',
    '<?',
    '--b',
    '\r\n\r\n',
  ],
];

export const plateReaderTargets: readonly FuzzTarget[] = [
  { name: 'plate JSON', words, seeds: () => [Buffer.from(json)], run: fuzzPlateJson },
  { name: 'plate XML', words, seeds: () => [Buffer.from(xml)], run: fuzzPlateXml },
  { name: 'plate JPEG', seeds: () => [jpeg], run: fuzzJpegHead },
  {
    name: 'plate body',
    words,
    seeds: () => [Buffer.from(json), Buffer.from(xml), multipart],
    run: fuzzPlateBody,
  },
];
