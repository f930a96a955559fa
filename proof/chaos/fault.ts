import type { Habits } from '../travellers/traveller.js';
import type { Scene } from './scene.js';
import type { Staging } from './staging.js';

/** A fault to inject while travellers book. */
export interface Fault {
  /** Its name on the command line. */
  readonly name: string;
  /** A description for reports. */
  readonly says: string;
  /** Injects the fault, and resolves when it is over, apart from Holdfast's own recovery. */
  inflict(scene: Scene): Promise<void>;
  /**
   * The requests that must succeed during the fault: `keyed` those with a key and all reads; `booking` the same, but
   * only on the paths of booking.
   */
  readonly unnoticedBy?: 'keyed' | 'booking';
  /** The time limit, in milliseconds, from the end of the fault to the first seat held. */
  readonly recovery: number;
  /** The part of the staging without which the fault cannot run. */
  readonly needs?: keyof Staging;
  /** Whether it leaves lasting effects, so that it needs a stack of its own and is never mixed with other faults. */
  readonly alone?: boolean;
  /** Habits of the travellers during the fault, if they are part of it. */
  readonly habits?: Habits;
}
