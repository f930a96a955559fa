import { happens, type Choices } from './choices.js';

/** Rates of faults: one in this many chances; 0 is never. */
export interface FaultRates {
  /** A process dies before any step. */
  readonly processDies: number;
  /** The clock leaps ahead before any step. */
  readonly timeLeaps: number;
  /** The connection breaks before a statement. */
  readonly connectionBreaks: number;
  /** The connection breaks in a commit. */
  readonly commitInDoubt: number;
  /** A response gets lost. */
  readonly answerLost: number;
  /** A request is sent twice at once. */
  readonly requestDoubled: number;
  /** The payment gateway loses a request or a response, or is late. */
  readonly gatewayFails: number;
  /** Search does not respond. */
  readonly searchFails: number;
}

/** No faults. */
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

/** Worlds without faults run through other orders of steps than worlds full of faults; both are needed. */
const WEATHERS = [CALM, ROUGH, ROUGH, STORMY] as const;

export type Fault = keyof FaultRates;

/** Decides which faults happen, and counts them. */
export class Faults {
  readonly happened: Record<Fault, number> = { ...CALM };
  private rates: FaultRates;

  /** Without rates, the choices pick one of the WEATHERS. */
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

  /** Ends all faults. */
  end(): void {
    this.rates = CALM;
  }
}
