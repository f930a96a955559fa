import { business, economy, first, premiumEconomy, seatsIn, type FleetType } from './layout.js';

/** Airbus jets with two aisles. Towards the tail the A330 has one seat a row less. */
export const AIRBUS_WIDE_BODIES: readonly FleetType[] = [
  {
    code: '332',
    name: 'Airbus A330-200',
    engine: 'jet',
    sections: [
      business(1, 7, 'A-EF-K', { missing: ['1A'] }),
      economy(23, 46, 'AB-DEFG-JK', { exitRows: [23, 36], extraLegroomRows: [23, 36] }),
      economy(47, 50, 'AB-DEF-JK'),
    ],
  },
  {
    code: '333',
    name: 'Airbus A330-300',
    engine: 'jet',
    sections: [
      business(1, 7, 'A-DG-K'),
      economy(20, 46, 'AC-DEFG-HK', { exitRows: [20, 34], extraLegroomRows: [20, 34] }),
      economy(47, 52, 'AC-DEG-HK'),
    ],
  },
  {
    code: '359',
    name: 'Airbus A350-900',
    engine: 'jet',
    sections: [
      business(1, 8, 'AC-DG-HK'),
      premiumEconomy(11, 14, 'AC-DEG-HK', { skippedRows: [13], extraLegroomRows: [11] }),
      economy(20, 45, 'ABC-DEF-HJK', {
        exitRows: [20, 33],
        extraLegroomRows: [20, 33],
        missing: [...seatsIn(33, 'ABCHJK'), ...seatsIn(44, 'BJ'), ...seatsIn(45, 'BJ')],
      }),
    ],
  },
  {
    code: '351',
    name: 'Airbus A350-1000',
    engine: 'jet',
    sections: [
      business(1, 15, 'A-EF-K', { skippedRows: [13] }),
      premiumEconomy(20, 26, 'AB-DEFG-JK', { exitRows: [20], extraLegroomRows: [20] }),
      economy(30, 54, 'ABC-DEF-HJK', {
        exitRows: [30, 43],
        extraLegroomRows: [30, 43],
        missing: seatsIn(43, 'ABCHJK'),
      }),
    ],
  },
  {
    code: '388',
    name: 'Airbus A380-800',
    engine: 'jet',
    // First and business are on the upper deck, economy is on the main deck.
    sections: [
      first(1, 4, 'A-EF-K', { missing: seatsIn(1, 'EF') }),
      business(6, 25, 'A-DG-K', { skippedRows: [13] }),
      economy(43, 86, 'ABC-DEFG-HJK', {
        exitRows: [43, 55, 68, 81],
        extraLegroomRows: [43, 55, 68, 81],
        missing: [
          ...seatsIn(43, 'ABJK'),
          ...seatsIn(55, 'AK'),
          ...seatsIn(68, 'AK'),
          ...seatsIn(86, 'ABCHJK'),
        ],
      }),
    ],
  },
];
