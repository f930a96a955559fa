import { happens, type Choices } from './choices.js';

/** How often something goes wrong: once in so many chances; 0 is never. */
export interface FaultRates {
  /** A process dies before a step of anybody's. */
  readonly processDies: number;
  /** The clock goes on by seconds before a step of anybody's. */
  readonly timeLeaps: number;
  /** The connection breaks before a statement. */
  readonly connectionBreaks: number;
  /** The connection breaks in a commit. */
  readonly commitInDoubt: number;
  /** An answer does not arrive. */
  readonly answerLost: number;
  /** A request is sent twice at once. */
  readonly requestDoubled: number;
  /** The payment gateway loses a request, or an answer, or is late. */
  readonly gatewayFails: number;
  /** The other role does not answer. */
  readonly searchFails: number;
}

/** Nothing goes wrong. */
export const CALM: FaultRates = {
  processDies: 0,
  timeLeaps: 0,
  connectionBreaks: 0,
  commitInDoubt: 0,
  answerLost: 0,
  requestDoubled: 0,
  gatewayFails: 0,
  searchFails: 0,
};

const ROUGH: FaultRates = {
  processDies: 600,
  timeLeaps: 300,
  connectionBreaks: 300,
  commitInDoubt: 40,
  answerLost: 20,
  requestDoubled: 8,
  gatewayFails: 8,
  searchFails: 12,
};

const STORMY: FaultRates = {
  processDies: 120,
  timeLeaps: 100,
  connectionBreaks: 60,
  commitInDoubt: 8,
  answerLost: 5,
  requestDoubled: 3,
  gatewayFails: 3,
  searchFails: 4,
};

/** Worlds without a fault meet other orders than those where everything breaks: both are wanted. */
const WEATHERS = [CALM, ROUGH, ROUGH, STORMY] as const;

export type Fault = keyof FaultRates;

/** What goes wrong, and how often it did. */
export class Faults {
  readonly happened: Record<Fault, number> = { ...CALM };
  private rates: FaultRates;

  /** Without rates, the choices say what the weather is. */
  constructor(
    private readonly choices: Choices,
    rates?: FaultRates,
  ) {
    this.rates = rates ?? WEATHERS[choices.below(WEATHERS.length)] ?? ROUGH;
  }

  /** Whether the fault happens now. */
  strikes(fault: Fault): boolean {
    if (!happens(this.choices, this.rates[fault])) return false;
    this.happened[fault] += 1;
    return true;
  }

  /** From now on nothing goes wrong. */
  end(): void {
    this.rates = CALM;
  }
}
