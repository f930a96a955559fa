import { economy, type FleetType } from './layout.js';

/** Aircraft with propellers, from 9 to 78 seats. */
export const TURBOPROPS: readonly FleetType[] = [
  {
    code: 'CNC',
    name: 'Cessna 208 Caravan',
    engine: 'turboprop',
    sections: [economy(1, 3, 'A-BC')],
  },
  {
    code: 'DHT',
    name: 'De Havilland Canada DHC-6 Twin Otter',
    engine: 'turboprop',
    // The airstair door is on the left behind row 5.
    sections: [economy(1, 7, 'A-BC', { missing: ['6A', '7A'] })],
  },
  {
    code: 'BEH',
    name: 'Beechcraft 1900D',
    engine: 'turboprop',
    // The last row goes across the end of the aisle.
    sections: [economy(1, 8, 'A-C', { exitRows: [5] }), economy(9, 9, 'ABC')],
  },
  {
    code: 'SF3',
    name: 'Saab 340',
    engine: 'turboprop',
    sections: [economy(1, 10, 'A-CD', { exitRows: [5], extraLegroomRows: [5] }), economy(11, 11, 'ABCD')],
  },
  {
    code: 'AT4',
    name: 'ATR 42',
    engine: 'turboprop',
    // Travellers board at the back; the exits at the front are for emergencies.
    sections: [economy(1, 12, 'AC-DF', { exitRows: [1] })],
  },
  {
    code: 'AT7',
    name: 'ATR 72',
    engine: 'turboprop',
    sections: [economy(1, 19, 'AC-DF', { skippedRows: [13], exitRows: [1], missing: ['1D', '1F'] })],
  },
  {
    code: 'DH4',
    name: 'De Havilland Canada Dash 8-400',
    engine: 'turboprop',
    sections: [
      economy(1, 21, 'AC-DF', {
        skippedRows: [13],
        exitRows: [1],
        extraLegroomRows: [2],
        missing: ['1A', '1C'],
      }),
    ],
  },
];
