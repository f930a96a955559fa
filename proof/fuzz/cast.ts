import { randomUUID } from 'node:crypto';
import type { Tokens } from '../tokens.js';
import { makeActorSomewhere, type Actor } from './actors.js';
import { makeBystanders } from './bystanders.js';
import { findFlights, type StoredFlightFacts } from './flights.js';
import type { Cast } from './generate.js';
import type { ServiceApi } from './service-api.js';

const BYSTANDERS = 4;

/** For how many requests a fuzzing traveller serves: then the limits of one traveller leave little to do. */
const SCENE = 500;

/** Makes those whom a run is about: the bystanders at once, everybody else when it is their turn. */
export class Stage {
  private readonly scenes = new Map<number, Promise<Cast>>();

  private constructor(
    private readonly api: ServiceApi,
    private readonly tokens: Tokens,
    private readonly run: string,
    readonly flights: StoredFlightFacts,
    readonly bystanders: readonly Actor[],
    private readonly administrator: Actor,
  ) {}

  /** Throws Error where the service has no flights to book, or refuses to book them. */
  static async prepare(api: ServiceApi, tokens: Tokens): Promise<Stage> {
    // On a service that goes on running, nobody is met again.
    const run = randomUUID();
    const flights = await findFlights(api);
    const names = Array.from({ length: BYSTANDERS }, (_, index) => `bystander-${run}-${index}`);
    const bystanders = await makeBystanders(
      api,
      names.map((name) => tokens.of(name, 'traveller')),
      flights.bystanders,
    );
    const token = tokens.of(`administrator-${run}`, 'admin');
    const administrator = await makeActorSomewhere(api, token, flights.playground);
    return new Stage(api, tokens, run, flights, bystanders, administrator);
  }

  /** Those whom the request of a number is about. */
  async castOf(number: number): Promise<Cast> {
    const scene = Math.floor(number / SCENE);
    const there = this.scenes.get(scene) ?? this.makeScene(scene);
    this.scenes.set(scene, there);
    // Nobody asks for what is long over.
    this.scenes.delete(scene - 2);
    return await there;
  }

  private async makeScene(scene: number): Promise<Cast> {
    const { api, tokens, flights, bystanders, administrator } = this;
    const { playground } = flights;
    const first = scene % playground.length;
    const token = tokens.of(`fuzzer-${this.run}-${scene}`, 'traveller');
    const inTurn = [...playground.slice(first), ...playground.slice(0, first)];
    const fuzzer = await makeActorSomewhere(api, token, inTurn);
    return { fuzzer, administrator, bystanders, flights, tokens };
  }
}
