// A reverse proxy in front of the server, for what the server itself never does: here, to bring out a new version.
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';

/** `release()` makes the next `/sw.js` another one, as a new version of the program would be. */
export async function startProxy(target) {
  const { hostname, port } = new URL(target);
  let version = 0;
  const proxy = createServer((asked, answer) => {
    const headers = { ...asked.headers };
    if (asked.url === '/sw.js') delete headers['accept-encoding'];
    const forward = request({ hostname, port, path: asked.url, method: asked.method, headers }, got => {
      if (asked.url !== '/sw.js') {
        answer.writeHead(got.statusCode, got.headers);
        got.pipe(answer);
        return;
      }
      const { 'content-length': _, etag: __, ...rest } = got.headers;
      answer.writeHead(got.statusCode, rest);
      got.on('data', bytes => answer.write(bytes)).on('end', () => answer.end(`\n// version ${version}\n`));
    });
    forward.on('error', () => answer.destroy());
    asked.pipe(forward);
  });
  proxy.on('upgrade', (asked, socket, head) => {
    const onward = connect(Number(port), hostname, () => {
      const lines = Object.entries(asked.headers).map(([key, value]) => `${key}: ${value}`);
      onward.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => { socket.destroy(); onward.destroy(); });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${proxy.address().port}`,
    release() { version++; },
    stop() { proxy.closeAllConnections(); proxy.close(); },
  };
}
