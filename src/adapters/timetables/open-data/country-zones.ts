import type { DataFiles } from './data-files.js';
import { openFlights, readRows, type RowFormat } from './read-rows.js';

const COUNTRY_CODE = /^[A-Z]{2}$/;
const COUNTRIES = openFlights('name', 'ISO code', 'DAFIF code');
const ZONES: RowFormat = {
  delimiter: '^',
  quoted: false,
  columns: ['country_code', 'time_zone'],
  header: 'country_code',
};

/**
 * The time zone of each country that has only one, by the country's name in OpenFlights. It is used for airports
 * without a time zone; in countries with several it would be a guess.
 */
export async function readCountryZones(files: DataFiles): Promise<ReadonlyMap<string, string>> {
  if (!files.countries.found || !files.countryZones.found) return new Map();
  const zonesByCode = await readZones(files);
  const zonesByName = new Map<string, string>();
  await readRows(files.countries, COUNTRIES, ([name = '', code = '']) => {
    const zones = zonesByCode.get(code);
    const [zone] = zones ?? [];
    if (!COUNTRY_CODE.test(code)) return 'no ISO country code';
    if (zone === undefined) return 'country without time zone';
    if (zones?.size !== 1) return 'country with several time zones';
    zonesByName.set(name, zone);
    return null;
  });
  return zonesByName;
}

async function readZones({ countryZones }: DataFiles): Promise<Map<string, Set<string>>> {
  const zones = new Map<string, Set<string>>();
  await readRows(countryZones, ZONES, ([code = '', zone = '']) => {
    if (!COUNTRY_CODE.test(code) || zone === '') return 'no ISO country code or no zone';
    zones.set(code, (zones.get(code) ?? new Set()).add(zone));
    return null;
  });
  return zones;
}
