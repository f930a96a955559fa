import { BookingTables } from '../../adapters/memory/booking/tables.js';
import type { BookingSettings, Ids } from '../../application/booking/ports.js';
import { HOUR, type Instant } from '../../domain/instant.js';
import { recordLocator, RECORD_LOCATOR_LENGTH } from '../../domain/record-locator.js';
import { checkAcknowledged } from './acknowledged.js';
import { happens, oneOf, type Choices } from './choices.js';
import type { Database } from './database.js';
import { Faults, type Fault, type FaultRates } from './faults.js';
import { GatewayBooks } from './gateway.js';
import { History } from './history.js';
import { checkBookings, checkRest, checkSeats } from './invariants.js';
import { Locks } from './locks.js';
import { Network, type Heard } from './network.js';
import type { Answer, TravellerRequest } from './requests.js';
import { Scheduler, type Owner } from './scheduler.js';
import { SearchRole } from './search.js';
import { smallTimetable, CURRENCY, SEATS } from './timetable.js';
import { Trace } from './trace.js';
import { Traveller, type Scene } from './travellers.js';
import type { Sabotage } from './unit-of-work.js';
import { changeFlights, runAllJobs, tellAllFlights, workInBackground } from './workers.js';

/** What a world is made of; every bound has a value of its own by default. */
export interface WorldOptions {
  /** How many operations there are before travellers and airline stop; a few more follow until all is at rest. */
  readonly operations?: number;
  /** How many of its last steps are kept to be shown. */
  readonly traceLength?: number;
  /** How often what goes wrong; by default that is left to the choices, too. */
  readonly rates?: FaultRates;
  /** What is broken on purpose. */
  readonly sabotage?: Sabotage;
}

/** What became of a world. */
export interface WorldOutcome {
  /** The first thing that was not as it must be; null when all was. */
  readonly violation: string | null;
  /** The last steps, the oldest first. */
  readonly trace: () => string[];
  readonly operations: number;
  readonly calls: ReadonlyMap<string, number>;
  readonly steps: number;
  readonly switches: number;
  readonly lockWaits: number;
  readonly retries: ReadonlyMap<string, number>;
  readonly faults: Readonly<Record<Fault, number>>;
}

const SETTINGS: BookingSettings = {
  currency: CURRENCY,
  holdSeconds: 30,
  maxHeldSeatsPerFlight: 3,
  maxHeldSeats: 4,
  paymentMaxSeconds: 60,
};

/** 2026-06-01T00:00:00Z; any moment would do. */
const BEGINNING: Instant = 1_780_272_000_000;

const PROCESSES = 2;
const TRAVELLERS = 4;

/** Each traveller does two things at once, on two devices. */
const DEVICES = 2;

/** A world that has not come to its end by then never will. */
const MOST_STEPS = 200_000;

/** How many steps lie between two looks at the seats, and at everything. */
const STEPS_BETWEEN_LOOKS = 128;
const LOOKS_BETWEEN_AUDITS = 8;

/** By how many milliseconds time leaps, at most: within a request, a payment, or beyond a hold. */
const LEAPS = [300, 4_000, 45_000] as const;

/** How many rounds of all jobs, an hour apart, bring everything to rest. */
const LAST_ROUNDS = 3;
const CARETAKER: Owner = { name: 'caretaker', alive: true };

/**
 * A small timetable, a few travellers, an airline, processes with the real use cases, a database with row locks, a
 * payment gateway and search, all on one clock. What happens in which order, and what goes wrong, is left to the choices.
 */
export class World {
  readonly scene: Scene;
  private readonly database: Database;
  private readonly books = new GatewayBooks();
  private readonly search = new SearchRole();
  private readonly history: History;
  private readonly trace: Trace;
  private violation: string | null = null;
  private steps = 0;
  private livingActors = 0;

  constructor(
    private readonly choices: Choices,
    options: WorldOptions = {},
  ) {
    const operations = options.operations ?? 60 + choices.below(400);
    this.trace = new Trace(BEGINNING, options.traceLength ?? 400);
    const scheduler = new Scheduler(choices, this.trace, BEGINNING);
    const faults = new Faults(choices, options.rates);
    const tables = new BookingTables(BEGINNING);
    const locks = new Locks(scheduler);
    this.database = { tables, locks, scheduler, faults, choices, retries: new Map() };
    const flights = smallTimetable(choices, BEGINNING);
    for (const facts of flights) this.search.facts.set(facts.flightId, facts);
    this.history = new History(() => scheduler.now, this.broken);
    const { database, books, search } = this;
    const sabotage = options.sabotage ?? {};
    const ids = idsFrom(choices);
    const surroundings = { database, books, search, leases: new Map(), ids, settings: SETTINGS, sabotage };
    const network = new Network(surroundings, this.trace, PROCESSES, this.broken);
    this.scene = {
      choices,
      scheduler,
      faults,
      network,
      history: this.history,
      flights: flights.map(({ flightId }) => ({ flightId, seats: SEATS })),
      isOver: () => network.operations >= operations || this.violation !== null,
    };
  }

  /** Lets everybody live until the operations are used up, brings all to rest, and looks whether all is well. */
  async run(): Promise<WorldOutcome> {
    const { scene } = this;
    const travellers = Array.from(
      { length: TRAVELLERS },
      (_, n) => new Traveller(`traveller ${n + 1}`, scene),
    );
    for (const traveller of travellers) {
      for (let device = 0; device < DEVICES; device += 1) this.begin(traveller.live());
    }
    this.begin(changeFlights(scene, this.search));
    const isQuiet = () => this.livingActors === 0 || this.violation !== null;
    const background = Array.from({ length: PROCESSES }, (_, n) => workInBackground(scene, n, isQuiet));
    for (const worker of background) worker.catch(this.crashed);
    await this.proceed();
    if (this.livingActors > 0) this.broken(`${this.livingActors} wait for what never comes`);
    return await this.end();
  }

  /** Lets a traveller ask, and goes on until all that follows from it is done. */
  async ask(request: TravellerRequest): Promise<Heard<Answer>> {
    let heard: Heard<Answer> = { kind: 'nothing' };
    const asking = async () => {
      heard = await new Traveller(request.travellerId, this.scene).send(request);
    };
    this.begin(asking());
    await this.proceed();
    return heard;
  }

  /** Lets so many milliseconds pass. */
  async wait(milliseconds: number): Promise<void> {
    this.begin(this.scene.scheduler.sleep(CARETAKER, milliseconds));
    await this.proceed();
  }

  /** Lets the processes do once what they do by themselves. */
  async work(): Promise<void> {
    this.begin(runAllJobs(this.scene, 0));
    await this.proceed();
  }

  /** Brings everything to rest, and looks at everything; nothing goes wrong any more. */
  async end(): Promise<WorldOutcome> {
    await this.comeToRest();
    return this.outcome();
  }

  private async comeToRest(): Promise<void> {
    if (this.violation !== null) return;
    const { scene } = this;
    const { tables, scheduler, faults } = this.database;
    faults.end();
    const rest = async () => {
      await tellAllFlights(scene, this.search);
      for (let round = 0; round < LAST_ROUNDS; round += 1) {
        await scheduler.sleep(CARETAKER, HOUR);
        await runAllJobs(scene, round % PROCESSES);
      }
    };
    this.begin(rest());
    await this.proceed();
    if (this.livingActors > 0) this.broken('all work never comes to an end');
    this.look(true);
    checkRest(tables, this.search.heard, this.broken);
    checkAcknowledged(this.history, tables, this.books, this.broken);
  }

  /** Goes on until nobody has anything to do. */
  private async proceed(): Promise<void> {
    await this.database.scheduler.run(() => this.violation !== null, this.beforeStep);
  }

  private begin(life: Promise<unknown>): void {
    this.livingActors += 1;
    const ended = () => {
      this.livingActors -= 1;
    };
    life.then(ended).catch(this.crashed);
  }

  private readonly beforeStep = (): void => {
    const { scheduler, faults } = this.database;
    this.steps += 1;
    if (this.steps > MOST_STEPS) this.broken(`there is no end after ${MOST_STEPS} steps`);
    if (faults.strikes('processDies')) this.scene.network.killOne();
    if (faults.strikes('timeLeaps')) scheduler.now += this.choices.below(oneOf(this.choices, LEAPS));
    if (this.steps % STEPS_BETWEEN_LOOKS === 0) {
      this.look(this.steps % (STEPS_BETWEEN_LOOKS * LOOKS_BETWEEN_AUDITS) === 0);
    }
  };

  private look(atEverything: boolean): void {
    const { tables, scheduler } = this.database;
    checkSeats(tables, SETTINGS, scheduler.now, this.broken);
    if (atEverything) checkBookings(tables, this.books, SETTINGS, this.broken);
  }

  /** The first violation is the one to look at; those after it may be its consequences. */
  private readonly broken = (what: string): void => {
    if (this.violation !== null) return;
    this.violation = what;
    const { scheduler } = this.database;
    this.trace.note(scheduler.now, scheduler.operation, 'world', 'BROKEN', what);
  };

  private readonly crashed = (error: unknown): void => {
    this.broken(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };

  private outcome(): WorldOutcome {
    const { scheduler, locks, retries, faults } = this.database;
    const { operations, calls } = this.scene.network;
    return {
      violation: this.violation,
      trace: () => this.trace.lines(),
      operations,
      calls,
      steps: scheduler.steps,
      switches: scheduler.switches,
      lockWaits: locks.waits,
      retries,
      faults: faults.happened,
    };
  }
}

/** Ids in the order in which they are made, and references of which some have been taken before. */
function idsFrom(choices: Choices): Ids {
  let made = 0;
  return {
    uuid: () => {
      made += 1;
      return `id-${String(made).padStart(6, '0')}`;
    },
    reference: () => {
      const few = happens(choices, 4) ? [0, 0, 0, 0] : [];
      const length = RECORD_LOCATOR_LENGTH - few.length;
      return recordLocator(Uint8Array.from([...few, ...Array.from({ length }, () => choices.below(32))]));
    },
  };
}
