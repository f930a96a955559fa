import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server, and breaks what passes as a test likes. */
export interface TcpProxy {
  readonly port: number;
  /** From now on the connections that are open pass nothing on, and stay open; new ones work. */
  silence(): void;
  /** Passes on the next bytes to the server that contain this text, and ends the connection before the answer. */
  cutAfter(text: string): void;
  /** From now on what contains this text reaches the server so many milliseconds later. */
  holdBack(text: string, milliseconds: number): void;
  close(): Promise<void>;
}

export async function startTcpProxy(host: string, port: number): Promise<TcpProxy> {
  const open = new Set<{ client: Socket; server: Socket; isSilent: boolean }>();
  let cut: string | null = null;
  let late: { readonly text: string; readonly milliseconds: number } | null = null;
  const listener = createServer((client) => {
    const server = connect(port, host);
    const pair = { client, server, isSilent: false };
    open.add(pair);
    client.on('data', (bytes) => {
      if (pair.isSilent) return;
      if (late !== null && bytes.toString('latin1').includes(late.text)) {
        setTimeout(() => server.write(bytes), late.milliseconds);
        return;
      }
      server.write(bytes);
      if (cut === null || !bytes.toString('latin1').includes(cut)) return;
      cut = null;
      pair.isSilent = true;
      client.destroy();
    });
    server.on('data', (bytes) => {
      if (!pair.isSilent) client.write(bytes);
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        // A server whose client was cut off still does what it was told.
        if (one === client && pair.isSilent) setTimeout(() => other.destroy(), 200);
        else other.destroy();
        open.delete(pair);
      });
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    silence: () => {
      for (const pair of open) pair.isSilent = true;
    },
    cutAfter: (text) => {
      cut = text;
    },
    holdBack: (text, milliseconds) => {
      late = { text, milliseconds };
    },
    close: async () => {
      for (const { client, server } of open) {
        client.destroy();
        server.destroy();
      }
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
