import { business, economy, type FleetType } from './layout.js';

/** Jets with fewer than six seats a row. The E170 and E175 have no exits over the wing. */
export const REGIONAL_JETS: readonly FleetType[] = [
  {
    code: 'ER4',
    name: 'Embraer ERJ 145',
    engine: 'jet',
    sections: [
      economy(1, 18, 'A-BC', {
        skippedRows: [13],
        exitRows: [11],
        extraLegroomRows: [11],
        missing: ['1A'],
      }),
    ],
  },
  {
    code: 'CR2',
    name: 'Bombardier CRJ200',
    engine: 'jet',
    // The lavatory is where 13C and 13D would be.
    sections: [economy(1, 13, 'AB-CD', { exitRows: [8], extraLegroomRows: [8], missing: ['13C', '13D'] })],
  },
  {
    code: 'CR7',
    name: 'Bombardier CRJ700',
    engine: 'jet',
    sections: [
      business(1, 2, 'A-CD'),
      economy(7, 23, 'AB-CD', {
        skippedRows: [13],
        exitRows: [16],
        extraLegroomRows: [7, 8, 9, 10, 16],
      }),
    ],
  },
  {
    code: 'CR9',
    name: 'Bombardier CRJ900',
    engine: 'jet',
    sections: [
      economy(1, 24, 'AC-DF', {
        skippedRows: [13],
        exitRows: [14, 15],
        extraLegroomRows: [1, 15],
        missing: ['1D', '1F'],
      }),
    ],
  },
  {
    code: 'E70',
    name: 'Embraer 170',
    engine: 'jet',
    sections: [business(1, 2, 'AC-DF'), economy(3, 20, 'AC-DF', { skippedRows: [13] })],
  },
  {
    code: 'E75',
    name: 'Embraer 175',
    engine: 'jet',
    sections: [business(1, 4, 'A-DF'), economy(8, 23, 'AC-DF', { extraLegroomRows: [8, 9, 10, 11, 12] })],
  },
  {
    code: 'E90',
    name: 'Embraer 190',
    engine: 'jet',
    sections: [
      business(1, 5, 'AC-DF'),
      economy(6, 26, 'AC-DF', { skippedRows: [13], exitRows: [12], extraLegroomRows: [6, 7, 12] }),
    ],
  },
  {
    code: 'E95',
    name: 'Embraer 195',
    engine: 'jet',
    sections: [
      business(1, 3, 'AC-DF'),
      economy(4, 31, 'AC-DF', { skippedRows: [13], exitRows: [15], extraLegroomRows: [15] }),
    ],
  },
  {
    code: '295',
    name: 'Embraer 195-E2',
    engine: 'jet',
    sections: [
      business(1, 5, 'AC-DF'),
      economy(6, 34, 'AC-DF', {
        skippedRows: [13],
        exitRows: [16, 17],
        extraLegroomRows: [6, 7, 8, 17],
      }),
    ],
  },
  {
    code: '221',
    name: 'Airbus A220-100',
    engine: 'jet',
    sections: [
      business(1, 4, 'AC-DF'),
      economy(5, 26, 'AC-DEF', { skippedRows: [13], exitRows: [11], extraLegroomRows: [11] }),
    ],
  },
  {
    code: '223',
    name: 'Airbus A220-300',
    engine: 'jet',
    sections: [
      business(1, 4, 'AC-DF'),
      economy(5, 30, 'AC-DEF', { skippedRows: [13], exitRows: [14], extraLegroomRows: [14] }),
    ],
  },
];
