import type { Habits } from '../travellers/traveller.js';
import type { Scene } from './scene.js';
import type { Staging } from './staging.js';

/** Something that breaks while travellers travel. */
export interface Fault {
  /** What it is called on the command line. */
  readonly name: string;
  /** What happens, in words. */
  readonly says: string;
  /** Breaks it, and answers when it is whole again, as far as that is not Holdfast's own work. */
  inflict(scene: Scene): Promise<void>;
  /**
   * Whose requests must not see anything of it: `keyed` those with a key and those that read; `booking` the same, of the
   * paths of booking alone.
   */
  readonly unnoticedBy?: 'keyed' | 'booking';
  /** Within how many milliseconds after it the first seat must be held again. */
  readonly recovery: number;
  /** What of the stage it needs; without it, it cannot be tried. */
  readonly needs?: keyof Staging;
  /** Leaves something behind that others would stumble over: it is tried on a stack of its own, and never mixed with them. */
  readonly alone?: boolean;
  /** How travellers behave meanwhile, where that is what it is about. */
  readonly habits?: Habits;
}
