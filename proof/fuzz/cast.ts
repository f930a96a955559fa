import { randomUUID } from 'node:crypto';
import type { Tokens } from '../tokens.js';
import { makeActorSomewhere, type Actor } from './actors.js';
import { makeBystanders } from './bystanders.js';
import { findFlights, type StoredFlightFacts } from './flights.js';
import type { Cast } from './generate.js';
import type { ServiceApi } from './service-api.js';

const BYSTANDERS = 4;

/** How many requests use one fuzzing traveller. With more, the limits per traveller would reject most of them. */
const SCENE_REQUESTS = 500;

/** Makes the actors of a run: the bystanders at once, each fuzzing traveller when its requests come. */
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

  /** Throws Error if the service has no flights to book, or rejects the bookings. */
  static async prepare(api: ServiceApi, tokens: Tokens): Promise<Stage> {
    // Unique names, because a service that keeps running still has the actors of earlier runs.
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

  /** Returns the actors for the request with this number. */
  async castOf(number: number): Promise<Cast> {
    const scene = Math.floor(number / SCENE_REQUESTS);
    const cast = this.scenes.get(scene) ?? this.makeScene(scene);
    this.scenes.set(scene, cast);
    // No later request needs an old scene.
    this.scenes.delete(scene - 2);
    return await cast;
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
