import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { findServerProgram, type Program } from '../../tools/database-program.js';
import { startServer, type DatabaseServer } from '../../tools/database-server.js';
import { firstThere, freePort } from '../../tools/machine.js';
import type { Endings } from '../stage/endings.js';
import type { Fault } from './fault.js';

/** Where Debian and Ubuntu put the library that replicates. */
const PROVIDERS = ['/usr/lib/galera/libgalera_smm.so', '/usr/lib/libgalera_smm.so'];

interface Node {
  readonly ports: Ports;
  readonly folder: string;
  /** What its start comes to, be it under way. */
  server: Promise<DatabaseServer> | null;
}

interface Ports {
  readonly sql: number;
  readonly group: number;
  readonly state: number;
  readonly increment: number;
}

/**
 * A cluster of three nodes on this machine: the stack's own database is the first, and booking's processes work on the
 * second and the third.
 */
export class GaleraCluster {
  private readonly nodes: Node[] = [];
  private readonly ending = new AbortController();

  private constructor(
    private readonly program: Program,
    private readonly provider: string,
    private readonly first: Ports,
  ) {}

  /** Finds what it needs; all of it is ended with the others. Throws when it is missing, and says how to install it. */
  static async find(endings: Endings): Promise<GaleraCluster> {
    // A node that joins is sent its data by rsync, which gives up root's rights and then may not write them.
    if (userInfo().uid === 0) throw new Error('Nodes cannot join as root. Run this as an ordinary user.');
    const program = await findServerProgram('mariadb');
    const provider = await firstThere(PROVIDERS);
    if (program === null || provider === null)
      throw new Error('Galera is missing. Install: sudo apt-get install mariadb-server galera-4 rsync');
    const cluster = new GaleraCluster(program, provider, await somePorts());
    endings.add(() => cluster.stop());
    return cluster;
  }

  /** What the stack's own database is told, to be the first node. */
  get firstOptions(): readonly string[] {
    return this.optionsOf(this.first, 'gcomm://');
  }

  /** The port of the node that a booking process works on; the nodes join when they are first asked for. */
  async portFor(process: number): Promise<number> {
    while (this.nodes.length < process) {
      const ports = await somePorts();
      this.ending.signal.throwIfAborted();
      this.nodes.push({ ports, folder: await mkdtemp(join(tmpdir(), 'holdfast-node-')), server: null });
      await this.join(this.nodes.length - 1);
    }
    const node = this.nodes[process - 1];
    if (node === undefined) throw new Error(`there is no node for process ${process}`);
    return node.ports.sql;
  }

  /** Ends a node as an accident would, and lets it join again; answers when it has. */
  async lose(index: number, signal: NodeJS.Signals): Promise<void> {
    const server = await this.nodes[index]?.server;
    await server?.stop(signal);
    await this.join(index);
  }

  /** Ends the nodes, those too that are being started, and takes away what they stored. */
  private async stop(): Promise<void> {
    this.ending.abort();
    for (const { server, folder } of this.nodes) {
      const running = await server?.catch(() => null);
      await running?.stop('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async join(index: number): Promise<void> {
    const node = this.nodes[index];
    if (node === undefined) throw new Error(`there is no node ${index}`);
    const { folder, ports } = node;
    const others = [this.first, ...this.nodes.map(({ ports: own }) => own)].filter((own) => own !== ports);
    const address = `gcomm://${others.map(({ group }) => `127.0.0.1:${group}`).join(',')}`;
    const { signal } = this.ending;
    signal.throwIfAborted();
    const place = { folder, port: ports.sql, options: this.optionsOf(ports, address), signal };
    node.server = startServer(this.program, place);
    await node.server;
  }

  private optionsOf({ group, state, increment }: Ports, address: string): string[] {
    return [
      '--wsrep-on=ON',
      `--wsrep-provider=${this.provider}`,
      `--wsrep-cluster-address=${address}`,
      '--wsrep-cluster-name=holdfast',
      `--wsrep-node-address=127.0.0.1:${group}`,
      `--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:${group};ist.recv_addr=127.0.0.1:${increment}`,
      '--wsrep-sst-method=rsync',
      `--wsrep-sst-receive-address=127.0.0.1:${state}`,
      // What has been committed on one node is seen on the others: a traveller asks now one process, now the other.
      '--wsrep-sync-wait=15',
      '--binlog-format=ROW',
      '--innodb-autoinc-lock-mode=2',
      '--max-connections=200',
    ];
  }
}

/** What is tried on a cluster beside the faults of any database; `lose` is what the cluster does. */
export function galeraFaults(lose: GaleraCluster['lose']): readonly Fault[] {
  return [
    {
      name: 'two-nodes',
      says: 'nothing breaks: two booking processes sell the same seats on two nodes, whose locks do not know each other',
      recovery: 2_000,
      inflict: () => new Promise((resolve) => setTimeout(resolve, 8_000)),
    },
    {
      name: 'node-killed',
      says: 'kill -9 of a node that a booking process works on; it joins again',
      recovery: 10_000,
      inflict: () => lose(1, 'SIGKILL'),
    },
    {
      name: 'node-leaves',
      says: 'a node leaves in order, and joins again',
      recovery: 10_000,
      inflict: () => lose(0, 'SIGTERM'),
    },
  ];
}

async function somePorts(): Promise<Ports> {
  return {
    sql: await freePort(),
    group: await freePort(),
    state: await freePort(),
    increment: await freePort(),
  };
}
