import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { findServerProgram, type Program } from '../../tools/database-program.js';
import { startServer, type DatabaseServer } from '../../tools/database-server.js';
import { firstThere, freePort } from '../../tools/machine.js';
import type { Endings } from '../stage/endings.js';
import type { Fault } from './fault.js';

/** Paths of the replication library on Debian and Ubuntu. */
const PROVIDERS = ['/usr/lib/galera/libgalera_smm.so', '/usr/lib/libgalera_smm.so'];

interface Node {
  readonly ports: Ports;
  readonly folder: string;
  /** The start of its server, which may still be running. */
  server: Promise<DatabaseServer> | null;
}

interface Ports {
  readonly sql: number;
  readonly group: number;
  readonly state: number;
  readonly increment: number;
}

/**
 * A cluster of three nodes on this machine. The stack's own database is the first node; booking's processes use the
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

  /** Finds Galera. `endings` stops the cluster. Throws Error with install instructions if Galera is missing. */
  static async find(endings: Endings): Promise<GaleraCluster> {
    // A joining node receives its data by rsync, which drops root's rights and then may not write the data.
    if (userInfo().uid === 0) throw new Error('Nodes cannot join as root. Run this as an ordinary user.');
    const program = await findServerProgram('mariadb');
    const provider = await firstThere(PROVIDERS);
    if (program === null || provider === null)
      throw new Error('Galera is missing. Install: sudo apt-get install mariadb-server galera-4 rsync');
    const cluster = new GaleraCluster(program, provider, await somePorts());
    endings.add(() => cluster.stop());
    return cluster;
  }

  /** Server options that make the stack's own database the first node. */
  get firstOptions(): readonly string[] {
    return this.optionsOf(this.first, 'gcomm://');
  }

  /** Returns the port of the node for a booking process; nodes start on first use. */
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

  /** Ends a node with the signal and lets it rejoin; resolves when it has. */
  async lose(index: number, signal: NodeJS.Signals): Promise<void> {
    const server = await this.nodes[index]?.server;
    await server?.stop(signal);
    await this.join(index);
  }

  /** Stops all nodes, including those that are starting, and deletes their data. */
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
      // A traveller may use either process, so a commit on one node must be visible on the others.
      '--wsrep-sync-wait=15',
      '--binlog-format=ROW',
      '--innodb-autoinc-lock-mode=2',
      '--max-connections=200',
    ];
  }
}

/** Faults of a cluster; `lose` ends a node and lets it rejoin. */
export function galeraFaults(lose: GaleraCluster['lose']): readonly Fault[] {
  return [
    {
      name: 'two-nodes',
      says: 'no fault: two booking processes sell the same seats on two nodes, which do not share row locks',
      recovery: 2_000,
      inflict: () => new Promise((resolve) => setTimeout(resolve, 8_000)),
    },
    {
      name: 'node-killed',
      says: 'kill -9 of a node that a booking process uses; the node rejoins',
      recovery: 10_000,
      inflict: () => lose(1, 'SIGKILL'),
    },
    {
      name: 'node-leaves',
      says: 'a node shuts down in order and rejoins',
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
