import { setTimeout as sleep } from 'node:timers/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** An action for the moment when certain bytes pass: before they are sent on, or when the response arrives. */
interface Interception {
  readonly text: string;
  readonly moment: 'before' | 'answered';
  /** Does the action; returns false if it is no longer wanted, because the wait for it timed out. */
  readonly act: () => boolean;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  isSilent: boolean;
  /** The action for the server's next response. */
  onAnswer: (() => boolean) | null;
}

/** A proxy between a client and a server that delays, garbles or cuts connections. */
export class TcpProxy {
  private readonly open = new Set<Pair>();
  private readonly listener: Server;
  private interception: Interception | null = null;
  private late: { readonly text: string; readonly milliseconds: number } | null = null;
  private delay = 0;
  private garbles = false;
  private rejects = false;

  private constructor(
    private readonly host: string,
    private readonly serverPort: number,
  ) {
    this.listener = createServer((client) => this.accept(client));
  }

  /** Starts a proxy on a free loopback port. */
  static async start(host: string, port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(host, port);
    await new Promise<void>((resolve) => proxy.listener.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Stops all transfer on the open connections, which stay open; new connections work. */
  silence(): void {
    for (const pair of this.open) pair.isSilent = true;
  }

  private cut(): void {
    for (const { client, server } of this.open) {
      client.destroy();
      server.destroy();
    }
  }

  /** From now on delays every packet with this text on its way to the server, by the given milliseconds. */
  holdBack(text: string, milliseconds: number): void {
    this.late = { text, milliseconds };
  }

  /**
   * Cuts the connection on which the next bytes with this text pass, either before they reach the server or between
   * their effect and the response, and calls `alsoDo` at that moment. Resolves when done. Throws Error after `patience`
   * milliseconds, and then no longer intercepts.
   */
  async intercept(
    text: string,
    moment: Interception['moment'],
    patience: number,
    alsoDo: () => void = () => undefined,
  ): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      let isOver = false;
      const act = () => {
        if (isOver) return false;
        isOver = true;
        clearTimeout(timer);
        alsoDo();
        resolve();
        return true;
      };
      const interception = { text, moment, act };
      const timer = setTimeout(() => {
        isOver = true;
        if (this.interception === interception) this.interception = null;
        reject(new Error(`no ${text} could be intercepted within ${patience / 1_000} s`));
      }, patience);
      this.interception = interception;
    });
  }

  /** Delays each response by `delay` for `time`, both in milliseconds. */
  async delayFor(time: number, delay: number): Promise<void> {
    this.delay = delay;
    await sleep(time);
    this.delay = 0;
  }

  /** Makes responses unreadable for a time, in milliseconds. */
  async garbleFor(time: number): Promise<void> {
    this.garbles = true;
    await sleep(time);
    this.garbles = false;
  }

  /** Ends all open connections and rejects new ones for a time, in milliseconds. */
  async rejectFor(time: number): Promise<void> {
    this.rejects = true;
    this.cut();
    await sleep(time);
    this.rejects = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private accept(client: Socket): void {
    if (this.rejects) {
      client.destroy();
      return;
    }
    const pair: Pair = {
      client,
      server: connect(this.serverPort, this.host),
      isSilent: false,
      onAnswer: null,
    };
    this.open.add(pair);
    client.on('data', (bytes) => this.passToServer(pair, bytes));
    pair.server.on('data', (bytes) => this.passToClient(pair, bytes));
    for (const [one, other] of [
      [client, pair.server],
      [pair.server, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        // A server whose client was cut off still executes what it received.
        if (one === client && pair.isSilent) setTimeout(() => other.destroy(), 200);
        else other.destroy();
        this.open.delete(pair);
      });
    }
  }

  private passToServer(pair: Pair, bytes: Buffer): void {
    if (pair.isSilent) return;
    const { interception, late } = this;
    if (late !== null && bytes.toString('latin1').includes(late.text)) {
      setTimeout(() => pair.server.write(bytes), late.milliseconds);
      return;
    }
    if (interception === null || !bytes.toString('latin1').includes(interception.text)) {
      pair.server.write(bytes);
      return;
    }
    this.interception = null;
    if (interception.moment === 'before') {
      interception.act();
      hangUp(pair);
      return;
    }
    pair.onAnswer = interception.act;
    pair.server.write(bytes);
  }

  private passToClient(pair: Pair, bytes: Buffer): void {
    const { onAnswer } = pair;
    pair.onAnswer = null;
    if (onAnswer?.() === true) hangUp(pair);
    if (pair.isSilent) return;
    const passed = this.garbles ? Buffer.from(bytes.map((byte) => byte ^ 0x15)) : bytes;
    if (this.delay === 0) pair.client.write(passed);
    else setTimeout(() => pair.client.write(passed), this.delay);
  }
}

/** Cuts the client at once. The connection to the server stays for a moment, so that the server executes all bytes. */
function hangUp(pair: Pair): void {
  pair.isSilent = true;
  pair.client.destroy();
}
