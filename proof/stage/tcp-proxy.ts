import { setTimeout as sleep } from 'node:timers/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What is done the moment certain bytes are on their way: before they are passed on, or when they have been answered. */
interface Interception {
  readonly text: string;
  readonly moment: 'before' | 'answered';
  /** Says whether it was still wanted. */
  readonly act: () => boolean;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  isSilent: boolean;
  /** What is to be done when the server answers next. */
  onAnswer: (() => boolean) | null;
}

/** Stands between a client and a server, and breaks what passes as it is told to. */
export class TcpProxy {
  private readonly open = new Set<Pair>();
  private readonly listener: Server;
  private interception: Interception | null = null;
  private late: { readonly text: string; readonly milliseconds: number } | null = null;
  private delay = 0;
  private garbles = false;
  private refuses = false;

  private constructor(
    private readonly host: string,
    private readonly serverPort: number,
  ) {
    this.listener = createServer((client) => this.accept(client));
  }

  /** Listens on a port of its own, on loopback. */
  static async start(host: string, port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(host, port);
    await new Promise<void>((resolve) => proxy.listener.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** From now on the connections that are open pass nothing on, and stay open; new ones work. */
  silence(): void {
    for (const pair of this.open) pair.isSilent = true;
  }

  private cut(): void {
    for (const { client, server } of this.open) {
      client.destroy();
      server.destroy();
    }
  }

  /** From now on what contains this text reaches the server so many milliseconds later. */
  holdBack(text: string, milliseconds: number): void {
    this.late = { text, milliseconds };
  }

  /**
   * Ends the connection on which the next bytes with this text come to the server, before they are passed on or between
   * their effect and the answer, and does something else, too, in that moment. Answers when it has; throws when it could
   * not within `patience` milliseconds, and then does it no more.
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

  /** Makes each answer take longer by `delay`, for `time`, both in milliseconds. */
  async delayFor(time: number, delay: number): Promise<void> {
    this.delay = delay;
    await sleep(time);
    this.delay = 0;
  }

  /** Makes answers unreadable for a while, in milliseconds. */
  async garbleFor(time: number): Promise<void> {
    this.garbles = true;
    await sleep(time);
    this.garbles = false;
  }

  /** Ends all connections, and new ones as soon as they come, for a while, in milliseconds. */
  async rejectFor(time: number): Promise<void> {
    this.refuses = true;
    this.cut();
    await sleep(time);
    this.refuses = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private accept(client: Socket): void {
    if (this.refuses) {
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
        // A server whose client was cut off still does what it was told.
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

/** To its client it is gone; to its server it stays for a moment, so that what was sent is done. */
function hangUp(pair: Pair): void {
  pair.isSilent = true;
  pair.client.destroy();
}
