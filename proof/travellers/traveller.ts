import { setTimeout as sleep } from 'node:timers/promises';
import { isTrouble, type Answer, type Question } from '../history/exchange.js';
import type { History } from '../history/history.js';
import { bookingOf, exchangeOf } from '../history/reading.js';
import { codeOf } from './answers.js';
import type { Dice } from './dice.js';
import type { HttpClient } from './http-client.js';
import type { Identities } from './identities.js';

/** How often a read or a request with a key is sent before the traveller gives up. */
const ATTEMPTS = 12;

/** The longest pause between two attempts, in milliseconds. */
const PAUSE_MAX = 10_000;

/** Behaviour of travellers that a fault may change. */
export interface Habits {
  /** How many copies of each request with a key are sent at once; 1 by default. */
  readonly repeats?: number;
  /** Weights of the payment methods. */
  readonly methods?: Readonly<Record<string, number>>;
}

/** What all travellers share. */
export interface Surroundings {
  readonly client: HttpClient;
  readonly identities: Identities;
  readonly history: History;
  /** The mean pause of a traveller, in milliseconds. */
  readonly pace: number;
  readonly habits?: Habits;
  /** Aborted when the run is over. */
  readonly over: AbortSignal;
}

/** A traveller with an account, whose requests and responses go into the history. */
export class Traveller {
  constructor(
    readonly name: string,
    readonly dice: Dice,
    private readonly world: Surroundings,
  ) {}

  get habits(): Habits {
    return this.world.habits ?? {};
  }

  get isOver(): boolean {
    return this.world.over.aborted;
  }

  /** Pauses for a random time; stops pausing when the run is over. */
  async hesitate(): Promise<void> {
    const time = this.dice.hesitation(this.world.pace);
    await sleep(time, undefined, { signal: this.world.over }).catch(() => undefined);
  }

  /** Reads a path without an account. */
  async get(path: string): Promise<Answer> {
    return await this.insist({ method: 'GET', path }, false);
  }

  /** Retries until the response is final. Only for reads and requests with a key. */
  async insist(question: Omit<Question, 'traveller'>, isOwn = true): Promise<Answer> {
    const { repeats = 1 } = this.habits;
    if (question.key === undefined || repeats === 1) return await this.retryUntilFinal(question, isOwn);
    const all = Array.from({ length: repeats }, () => this.retryUntilFinal(question, isOwn));
    const [first] = await Promise.all(all);
    return first ?? (await this.retryUntilFinal(question, isOwn));
  }

  private async retryUntilFinal(question: Omit<Question, 'traveller'>, isOwn: boolean): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.ask(question, isOwn);
      if (isFinal(answer) || attempt >= ATTEMPTS) return answer;
      await sleep(pauseAfter(answer, attempt, this.dice));
    }
  }

  /** Sends one request. */
  async ask(question: Omit<Question, 'traveller'>, isOwn = true): Promise<Answer> {
    const { client, identities, history } = this.world;
    const token = isOwn ? await identities.tokenOf(this.name) : null;
    const named = { ...question, traveller: this.name };
    const booking = bookingOf(named);
    history.begin(booking);
    const sentAt = performance.now();
    const answer = await client.ask(named, token);
    history.add(exchangeOf(named, answer, sentAt, performance.now()), booking);
    return answer;
  }

  /** Sends the same request twice at once, like an impatient user. */
  async doubleClick(question: Omit<Question, 'traveller'>): Promise<Answer> {
    const [first] = await Promise.all([this.insist(question), this.insist(question)]);
    return first;
  }
}

function isFinal(answer: Answer): boolean {
  return !isTrouble(answer.status) && codeOf(answer) !== 'request-in-progress';
}

function pauseAfter({ retryAfter }: Answer, attempt: number, dice: Dice): number {
  // The pause grows with each attempt, so that persistent travellers do not keep out the others.
  const pause = (retryAfter === null ? 200 : Number(retryAfter) * 500) * attempt;
  return Math.min(PAUSE_MAX, pause) * (0.5 + dice.number());
}
