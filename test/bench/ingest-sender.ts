/**
 * The sending side of the ingest bench, a process of its own: `bare` sends 1 GB of pixels to whoever connects,
 * `line-stream` is a scanner whose every scan has those pixels. Says its port to its parent.
 */
import { createServer } from 'node:net';
import { listenTcp } from '../../native-bridge/transport/tcp.ts';
import { benchScanner } from './bench-scanner.ts';
import { scansOfIngest } from './ingest-size.ts';
import { largestScan } from './largest-scan.ts';

const scan = largestScan();
process.send?.(process.argv[2] === 'bare' ? await serveBare() : await serveScanner());
process.once('disconnect', () => process.exit());

async function serveScanner(): Promise<number> {
  const serve = benchScanner(scan);
  const { port } = await listenTcp({ host: '127.0.0.1', port: 0 }, (connection) => {
    // It ends with the receiver, which says what went wrong.
    serve(connection).catch(() => {});
  });
  return port;
}

/** The same pixels in pieces of the size of a strip, without a frame around them. */
async function serveBare(): Promise<number> {
  const pieceBytes = 32 * scan.geometry.detectors * scan.geometry.energiesMeV.length * 2;
  const server = createServer({ noDelay: true }, async (socket) => {
    for (let i = 0; i < scansOfIngest; i++)
      for (let at = 0; at < scan.bytes.length; at += pieceBytes)
        await new Promise((resolve) => socket.write(scan.bytes.subarray(at, at + pieceBytes), resolve));
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
