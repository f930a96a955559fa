import { setTimeout as sleep } from 'node:timers/promises';
import { isTrouble, type Answer, type Question } from '../history/exchange.js';
import type { History } from '../history/history.js';
import { bookingOf, exchangeOf } from '../history/reading.js';
import { codeOf } from './answers.js';
import type { Dice } from './dice.js';
import type { HttpClient } from './http-client.js';
import type { Identities } from './identities.js';

/** How often a request is repeated, with its key or because it only reads, before a traveller gives up. */
const ATTEMPTS = 12;

/** The longest pause between two of them, in milliseconds. */
const PAUSE_MAX = 10_000;

/** How travellers behave, where it matters to what is tried. */
export interface Habits {
  /** How often each request with a key is sent, all at once; once if left out. */
  readonly repeats?: number;
  /** How often people pay how. */
  readonly methods?: Readonly<Record<string, number>>;
}

/** What every traveller shares. */
export interface Surroundings {
  readonly client: HttpClient;
  readonly identities: Identities;
  readonly history: History;
  /** How long people hesitate, in the mean, in milliseconds. */
  readonly pace: number;
  readonly habits?: Habits;
  /** Says when it is time to go home. */
  readonly over: AbortSignal;
}

/** Somebody with an account, who asks and remembers what was answered. */
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

  /** Thinks for a while; less when it is time to go home. */
  async hesitate(): Promise<void> {
    const time = this.dice.hesitation(this.world.pace);
    await sleep(time, undefined, { signal: this.world.over }).catch(() => undefined);
  }

  /** Asks without an account. */
  async get(path: string): Promise<Answer> {
    return await this.insist({ method: 'GET', path }, false);
  }

  /** Asks until somebody answers for good: what reads and what has a key may be repeated. */
  async insist(question: Omit<Question, 'traveller'>, isOwn = true): Promise<Answer> {
    const { repeats = 1 } = this.habits;
    if (question.key === undefined || repeats === 1) return await this.repeatUntilAnswered(question, isOwn);
    const all = Array.from({ length: repeats }, () => this.repeatUntilAnswered(question, isOwn));
    const [first] = await Promise.all(all);
    return first ?? (await this.repeatUntilAnswered(question, isOwn));
  }

  private async repeatUntilAnswered(question: Omit<Question, 'traveller'>, isOwn: boolean): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.ask(question, isOwn);
      if (isForGood(answer) || attempt >= ATTEMPTS) return answer;
      await sleep(pauseAfter(answer, attempt, this.dice));
    }
  }

  /** Asks once. */
  async ask(question: Omit<Question, 'traveller'>, isOwn = true): Promise<Answer> {
    const { client, identities, history } = this.world;
    const token = isOwn ? await identities.tokenOf(this.name) : null;
    const whole = { ...question, traveller: this.name };
    const booking = bookingOf(whole);
    history.begin(booking);
    const sentAt = performance.now();
    const answer = await client.ask(whole, token);
    history.add(exchangeOf(whole, answer, sentAt, performance.now()), booking);
    return answer;
  }

  /** The same request several times at once, as from an impatient user. */
  async doubleClick(question: Omit<Question, 'traveller'>): Promise<Answer> {
    const [first] = await Promise.all([this.insist(question), this.insist(question)]);
    return first;
  }
}

function isForGood(answer: Answer): boolean {
  return !isTrouble(answer.status) && codeOf(answer) !== 'request-in-progress';
}

function pauseAfter({ retryAfter }: Answer, attempt: number, dice: Dice): number {
  // Longer each time: who does not give up must not keep others out.
  const asked = (retryAfter === null ? 200 : Number(retryAfter) * 500) * attempt;
  return Math.min(PAUSE_MAX, asked) * (0.5 + dice.number());
}
