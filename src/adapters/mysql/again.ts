import { isConflict } from './errors.js';

/** How often work that met others is tried. */
const ATTEMPTS = 5;

/** Does it again when it lost against others who were at the same rows; throws the last conflict when none is won. */
export async function againOnConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS) throw error;
    }
  }
}
