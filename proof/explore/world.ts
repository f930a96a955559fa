import { BookingTables } from '../../src/adapters/memory/booking/tables.js';
import { HOUR, type Instant } from '../../src/domain/shared/instant.js';
import { oneOf, type Choices } from './choices.js';
import type { Database } from './database.js';
import { Faults } from './faults.js';
import { GatewayBooks } from './gateway.js';
import { History } from './history.js';
import { Judge } from './judge.js';
import { Locks } from './locks.js';
import { Network, type CallOutcome } from './network.js';
import type { Answer, TravellerRequest } from './requests.js';
import { Scheduler, type Owner } from './scheduler.js';
import { SearchRole } from './search.js';
import { checkSeatChange } from './seat-invariants.js';
import { BEGINNING, idsFrom, SETTINGS } from './settings.js';
import { smallTimetable, SEATS } from './timetable.js';
import { Trace } from './trace.js';
import { Traveller, type Scene } from './travellers.js';
import type { WorldOptions, WorldOutcome } from './world-outcome.js';
import { changeFlights, runAllJobs, sendAllFlightChanges, workInBackground } from './workers.js';
import type { SeatChange } from '../../src/domain/booking/seat-moves.js';

const PROCESSES = 2;
const TRAVELLERS = 4;

/** Each traveller uses two devices at once. */
const DEVICES = 2;

/** The longest leaps of the clock, in milliseconds: within a request, within a payment, beyond the end of a hold. */
const LEAPS_MAX = [300, 4_000, 45_000] as const;

/** How many rounds of all jobs, one hour apart, finish all work. */
const FINAL_ROUNDS = 3;
const CARETAKER: Owner = { name: 'caretaker', alive: true };

/**
 * A simulated world: a small timetable, a few travellers, an airline, processes with the real use cases, a database
 * with row locks, a payment gateway and search, all on one clock. The choices decide the order of steps and the faults.
 */
export class World {
  readonly scene: Scene;
  private readonly database: Database;
  private readonly books = new GatewayBooks();
  private readonly search = new SearchRole();
  private readonly history: History;
  private readonly trace: Trace;
  private readonly judge: Judge;
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
    const seatWritten = (change: SeatChange) =>
      checkSeatChange(change, SETTINGS, scheduler.now, this.judge.broken);
    this.database = { tables, locks, scheduler, faults, choices, retries: new Map(), seatWritten };
    this.judge = new Judge(this.database, this.books, this.trace);
    const flights = smallTimetable(choices, BEGINNING, options.departIn);
    for (const facts of flights) this.search.facts.set(facts.flightId, facts);
    this.history = new History(() => scheduler.now, this.judge.broken);
    const { database, books, search } = this;
    const sabotage = options.sabotage ?? {};
    const ids = idsFrom(choices);
    const surroundings = { database, books, search, leases: new Map(), ids, settings: SETTINGS, sabotage };
    const network = new Network(surroundings, this.trace, PROCESSES, this.judge.broken);
    this.scene = {
      choices,
      scheduler,
      faults,
      network,
      history: this.history,
      flights: flights.map(({ flightId }) => ({ flightId, seats: SEATS })),
      isOver: () => network.operations >= operations || this.judge.violation !== null,
    };
  }

  /** Runs the world until the operations are used up, finishes all work, and checks all invariants. */
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
    const isQuiet = () => this.livingActors === 0 || this.judge.violation !== null;
    const background = Array.from({ length: PROCESSES }, (_, n) => workInBackground(scene, n, isQuiet));
    for (const worker of background) worker.catch(this.judge.crashed);
    await this.proceed();
    if (this.livingActors > 0) this.judge.broken(`${this.livingActors} actors wait forever`);
    return await this.end();
  }

  /** The simulated time. */
  get now(): Instant {
    return this.database.scheduler.now;
  }

  /** Sends one request of a traveller, and runs until all its consequences are done. */
  async ask(request: TravellerRequest): Promise<CallOutcome<Answer>> {
    let outcome: CallOutcome<Answer> = { kind: 'nothing' };
    const asking = async () => {
      outcome = await new Traveller(request.travellerId, this.scene).send(request);
    };
    this.begin(asking());
    await this.proceed();
    return outcome;
  }

  /** Lets simulated time pass. */
  async wait(milliseconds: number): Promise<void> {
    this.begin(this.scene.scheduler.sleep(CARETAKER, milliseconds));
    await this.proceed();
  }

  /** Runs all background jobs once. */
  async work(): Promise<void> {
    this.begin(runAllJobs(this.scene, 0));
    await this.proceed();
  }

  /** Ends all faults, finishes all work, and checks all invariants. */
  async end(): Promise<WorldOutcome> {
    await this.comeToRest();
    return this.outcome();
  }

  private async comeToRest(): Promise<void> {
    if (this.judge.violation !== null) return;
    const { scene } = this;
    const { scheduler, faults } = this.database;
    faults.end();
    const rest = async () => {
      await sendAllFlightChanges(scene, this.search);
      for (let round = 0; round < FINAL_ROUNDS; round += 1) {
        await scheduler.sleep(CARETAKER, HOUR);
        await runAllJobs(scene, round % PROCESSES);
      }
    };
    this.begin(rest());
    await this.proceed();
    if (this.livingActors > 0) this.judge.broken('the background jobs never end');
    this.judge.end(this.history, this.search);
  }

  /** Runs until no actor has a step left. */
  private async proceed(): Promise<void> {
    await this.database.scheduler.run(() => this.judge.violation !== null, this.beforeStep);
  }

  private begin(life: Promise<unknown>): void {
    this.livingActors += 1;
    const ended = () => {
      this.livingActors -= 1;
    };
    life.then(ended).catch(this.judge.crashed);
  }

  private readonly beforeStep = (): void => {
    const { scheduler, faults } = this.database;
    if (faults.strikes('processDies')) this.scene.network.killOne();
    if (faults.strikes('timeLeaps')) scheduler.now += this.choices.below(oneOf(this.choices, LEAPS_MAX));
    this.judge.step();
  };

  private outcome(): WorldOutcome {
    const { scheduler, locks, retries, faults } = this.database;
    const { operations, calls } = this.scene.network;
    return {
      violation: this.judge.violation,
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
