// The only way from one device to the server: a port of its own that passes bytes on, or nothing. What a browser calls
// offline covers a page and its workers one after the other, so that one being opened may still reach the server.
import { connect, createServer } from 'node:net';
import { once } from 'node:events';

export async function openGate(target) {
  const gate = new Gate(new URL(target));
  gate.listener.listen(0, '127.0.0.1');
  await once(gate.listener, 'listening');
  return gate;
}

class Gate {
  /** Bytes that went through, in both directions, since it was opened first. */
  passed = 0;
  /** Connections that found it cut. */
  refused = 0;
  #isCut = false;
  #ends = new Set();

  constructor({ hostname, port }) {
    this.listener = createServer({ allowHalfOpen: true }, near => {
      if (this.#isCut) {
        this.refused++;
        near.destroy();
        return;
      }
      const far = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      this.#join(near, far);
      this.#join(far, near);
    });
  }

  /** The same for the device's whole life: its storage belongs to this address. */
  get url() { return `http://127.0.0.1:${this.listener.address().port}`; }

  #join(from, to) {
    this.#ends.add(from);
    from.on('data', bytes => { this.passed += bytes.length; });
    // A server without power: the other end hears of it by the close.
    from.on('error', () => {});
    from.on('close', () => {
      this.#ends.delete(from);
      to.destroySoon();
    });
    from.pipe(to);
  }

  /** At once: what is open breaks off, and nothing new comes through. */
  cut() {
    this.#isCut = true;
    for (const end of this.#ends) end.destroy();
  }

  open() { this.#isCut = false; }

  async stop() {
    this.cut();
    this.listener.close();
    await once(this.listener, 'close');
  }
}
