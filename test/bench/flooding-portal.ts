/** A portal gone mad, a process of its own: background lines as fast as anybody takes them. Says its port to its parent. */
import { createServer } from 'node:net';

const lines = Buffer.from('GB,000123,000118,000130,000121\r\n'.repeat(2_000));
const server = createServer((socket) => {
  socket.on('error', () => {});
  const pour = () => {
    while (!socket.destroyed && socket.write(lines));
    socket.once('drain', pour);
  };
  pour();
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address ? address.port : 0);
});
process.once('disconnect', () => process.exit());
