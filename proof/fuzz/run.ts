import { Tokens } from '../tokens.js';
import { differences, observe } from './bystanders.js';
import { Stage } from './cast.js';
import { faultsOf } from './checks.js';
import { Client } from './client.js';
import { readContract, type Contract } from './contract.js';
import { generate, type FuzzRequest } from './generate.js';
import { loopIn, LoopWatch, type LoopSample } from './loop-watch.js';
import { REQUESTS_MIN, growthOf, memoryIn, type MemorySample } from './memory.js';
import type { Fault, FuzzReport } from './report.js';
import { ServiceApi } from './service-api.js';

export interface FuzzOptions {
  readonly url: string;
  /** The secret with which the service signs its tokens. */
  readonly secret: string;
  readonly seed: number;
  readonly requests: number;
  /** Send only the request with this number. */
  readonly only?: number;
  /** How many requests run at once. */
  readonly concurrency?: number;
  /** The timeout of a response, in milliseconds. */
  readonly patience?: number;
  /** Receives the number of finished requests. */
  readonly onProgress?: (done: number) => void;
}

const CONCURRENCY = 32;
const TIMEOUT = 20_000;

/** About how many memory samples a run takes, and the least number of requests between two. */
const SAMPLES = 200;
const REQUESTS_BETWEEN_SAMPLES_MIN = 250;

/** How many faults are reported in full; further ones are only counted. */
const FAULTS_MAX = 100;

/**
 * Sends requests made from the service's own contract, and checks every response against it. Throws Error if the run
 * cannot start: the service does not respond, has no flights, or rejects the tokens.
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { url, secret, patience = TIMEOUT, concurrency = CONCURRENCY } = options;
  const client = new Client(url, patience, concurrency + 1);
  try {
    const api = new ServiceApi(client);
    const contract = readContract(await api.ask('GET', '/openapi.json'));
    const stage = await Stage.prepare(api, new Tokens(secret));
    const before = await observe(api, stage.bystanders, stage.flights.bystanders);
    const run = new Run(options, client, api, contract, stage);
    await run.all(concurrency);
    await run.findBlocking();
    const after = await observe(api, stage.bystanders, stage.flights.bystanders);
    return run.report(differences(before, after));
  } finally {
    client.close();
  }
}

class Run {
  private readonly start = performance.now();
  private readonly faults: Fault[] = [];
  private readonly statuses: Record<string, number> = {};
  private readonly samples: MemorySample[] = [];
  private readonly loop = new LoopWatch();
  private isLoopMeasured = false;
  private next: number;
  private readonly end: number;
  private done = 0;
  private faulty = 0;
  private refusable = 0;
  private last: string | undefined;

  constructor(
    private readonly options: FuzzOptions,
    private readonly client: Client,
    private readonly api: ServiceApi,
    private readonly contract: Contract,
    private readonly stage: Stage,
  ) {
    const { only, requests } = options;
    this.next = only ?? 0;
    this.end = only === undefined ? requests : only + 1;
  }

  async all(concurrency: number): Promise<void> {
    await Promise.all(Array.from({ length: concurrency }, () => this.work()));
  }

  /** Repeats the requests that may have blocked the event loop, one by one, after all other requests. */
  async findBlocking(): Promise<void> {
    const sample = await this.sample();
    this.isLoopMeasured = sample !== null;
    const watched = {
      look: async () => loopIn(await this.figures()),
      send: async (request: FuzzRequest) => {
        // `exchange` has already checked the response to this request.
        await this.client.send(request).catch(() => null);
      },
    };
    for (const { request, blocked } of await this.loop.guilty(watched))
      this.note(request, [`blocks the event loop for ${Math.round(blocked)} ms`], '');
  }

  report(changes: readonly string[]): FuzzReport {
    const { seed } = this.options;
    const judged = (values: readonly number[]) => (this.done < REQUESTS_MIN ? null : growthOf(values));
    return {
      seed,
      requests: this.done,
      seconds: (performance.now() - this.start) / 1000,
      operations: this.contract.operations.length,
      mustBeRejected: this.refusable,
      statuses: this.statuses,
      faulty: this.faulty,
      faults: this.faults,
      changes,
      native: judged(this.samples.map(({ native }) => native)),
      heap: judged(this.samples.map(({ heap }) => heap)),
      suspects: this.isLoopMeasured ? this.loop.count : null,
      ...(this.last === undefined ? {} : { exchange: this.last }),
    };
  }

  private async work(): Promise<void> {
    while (this.next < this.end) {
      const number = this.next;
      this.next += 1;
      const request = generate(this.contract, await this.stage.castOf(number), this.options.seed, number);
      await this.exchange(request);
      this.done += 1;
      this.options.onProgress?.(this.done);
      const between = Math.max(REQUESTS_BETWEEN_SAMPLES_MIN, Math.floor(this.options.requests / SAMPLES));
      if (this.done % between === 0) await this.sample();
    }
  }

  private async exchange(request: FuzzRequest): Promise<void> {
    if (request.mustBeRejected) this.refusable += 1;
    const start = performance.now();
    try {
      const answer = await this.client.send(request);
      this.loop.answered(request, this.options.only === undefined ? performance.now() - start : Infinity);
      this.statuses[answer.status] = (this.statuses[answer.status] ?? 0) + 1;
      this.note(request, faultsOf(request, answer, this.contract, [this.options.secret]), answer.text);
      if (this.options.only !== undefined) this.last = `${answer.status} ${answer.text}`;
    } catch (error) {
      this.note(request, [`no response: ${error instanceof Error ? error.message : String(error)}`], '');
    }
  }

  private note(request: FuzzRequest, wrong: readonly string[], answered: string): void {
    if (wrong.length === 0 && this.options.only === undefined) return;
    if (wrong.length > 0) this.faulty += 1;
    if (wrong.length === 0 || this.faults.length >= FAULTS_MAX) return;
    const { number, method, path, notes } = request;
    this.faults.push({
      number,
      method,
      path: path.slice(0, 200),
      notes,
      wrong,
      answered: answered.slice(0, 500),
    });
  }

  private async sample(): Promise<LoopSample | null> {
    const figures = await this.figures();
    const memory = memoryIn(figures);
    if (memory !== null) this.samples.push(memory);
    const loop = loopIn(figures);
    if (loop !== null) this.loop.sampled(loop);
    return loop;
  }

  private async figures(): Promise<string> {
    // A failed read is repeated with the next sample; with too few samples the memory is not judged.
    return (await this.api.send('GET', '/metrics').catch(() => null))?.text ?? '';
  }
}
