// What a journey imports: `import { test, expect } from '../support/test.mjs'`.
//
//   test.use({ serverOptions: { demo: true } });
//   test('ann sees what bob wrote', async ({ server, device }) => {
//     const ann = await device('ann'), bob = await device('bob', { size: 'tablet' });
//
// `server` runs for one test; `device(name, options)` opens as many as are wanted. Everything is closed afterwards, and
// an error on any console, an uncaught error or a CSP violation fails the test even if its own expectations held.
import { test as base, expect } from '@playwright/test';
import { openDevice } from './device.mjs';
import { startServer } from './server.mjs';

export const test = base.extend({
  serverOptions: [{}, { option: true }],

  server: async ({ serverOptions }, use, info) => {
    const server = await startServer(serverOptions);
    await use(server);
    await server.stop();
    if (info.status !== info.expectedStatus) {
      await info.attach('server.log', { body: server.output, contentType: 'text/plain' });
      console.log(`--- the server's last words\n${server.tail()}`);
    }
  },

  device: async ({ server }, use, info) => {
    const devices = [];
    await use(async (name = `device${devices.length + 1}`, options = {}) => {
      const device = await openDevice(server.url, { name, ...options });
      devices.push(device);
      return device;
    });
    for (const device of devices) {
      if (info.status !== info.expectedStatus) await device.screenshot(info.outputPath(`${device.name}.png`));
      await device.close();
    }
    expect(devices.flatMap(d => d.problems), 'errors on the consoles of the devices').toEqual([]);
  },
});

export { expect };
