import { business, economy, first, premiumEconomy, seatsIn, type FleetType } from './layout.js';

/** Boeing jets with two aisles. The upper deck of the 747 has row numbers of its own, from 60 or from 81. */
export const BOEING_WIDE_BODIES: readonly FleetType[] = [
  {
    code: '763',
    name: 'Boeing 767-300',
    engine: 'jet',
    sections: [
      business(1, 9, 'A-BC-D'),
      economy(15, 39, 'AB-CDE-FG', {
        exitRows: [27],
        extraLegroomRows: [15, 16, 17, 18, 27],
      }),
    ],
  },
  {
    code: '788',
    name: 'Boeing 787-8',
    engine: 'jet',
    sections: [
      business(1, 8, 'A-EF-K', { missing: ['8K'] }),
      premiumEconomy(15, 19, 'AB-DEF-JK', { exitRows: [15], extraLegroomRows: [15] }),
      economy(30, 45, 'ABC-DEF-HJK', {
        exitRows: [30],
        extraLegroomRows: [30],
        missing: [...seatsIn(30, 'ABCHJK'), ...seatsIn(45, 'BJ')],
      }),
    ],
  },
  {
    code: '789',
    name: 'Boeing 787-9',
    engine: 'jet',
    sections: [
      business(1, 8, 'A-DG-K', { missing: ['8K'] }),
      premiumEconomy(21, 25, 'AC-DEG-HK', { exitRows: [21], extraLegroomRows: [21] }),
      economy(42, 63, 'ABC-DEF-HJK', {
        exitRows: [42, 54],
        extraLegroomRows: [42, 54],
        missing: seatsIn(42, 'ABCHJK'),
      }),
    ],
  },
  {
    code: '78X',
    name: 'Boeing 787-10',
    engine: 'jet',
    sections: [
      business(11, 19, 'A-DF-K'),
      economy(41, 74, 'ABC-DEF-HJK', {
        exitRows: [41, 58],
        extraLegroomRows: [41, 58],
        missing: [...seatsIn(41, 'AK'), ...seatsIn(74, 'EBJ')],
      }),
    ],
  },
  {
    code: '772',
    name: 'Boeing 777-200',
    engine: 'jet',
    sections: [
      business(1, 12, 'A-EF-K'),
      premiumEconomy(20, 24, 'AB-DEFG-JK', { exitRows: [20], extraLegroomRows: [20] }),
      economy(30, 48, 'ABC-DEFG-HJK', {
        exitRows: [30, 39],
        extraLegroomRows: [30, 39],
        missing: [...seatsIn(39, 'AK'), ...seatsIn(47, 'BJ'), ...seatsIn(48, 'BJ')],
      }),
    ],
  },
  {
    code: '773',
    name: 'Boeing 777-300',
    engine: 'jet',
    // For short routes with many travellers, as in Asia.
    sections: [
      business(11, 17, 'AC-DG-HK'),
      economy(39, 79, 'ABC-DEFG-HJK', {
        exitRows: [39, 52, 65],
        extraLegroomRows: [39, 52, 65],
        missing: [
          ...seatsIn(39, 'AK'),
          ...seatsIn(52, 'AK'),
          ...seatsIn(65, 'AK'),
          ...seatsIn(78, 'BJ'),
          ...seatsIn(79, 'ABCHJK'),
        ],
      }),
    ],
  },
  {
    code: '77W',
    name: 'Boeing 777-300ER',
    engine: 'jet',
    sections: [
      first(1, 2, 'A-EF-K'),
      business(3, 16, 'A-EF-K', { skippedRows: [13] }),
      premiumEconomy(20, 23, 'AB-DEFG-JK', {
        exitRows: [20],
        extraLegroomRows: [20],
        missing: seatsIn(20, 'ABJK'),
      }),
      economy(30, 51, 'ABC-DEFG-HJK', {
        exitRows: [30, 43],
        extraLegroomRows: [30, 43],
        missing: [...seatsIn(43, 'AK'), ...seatsIn(51, 'BJ')],
      }),
    ],
  },
  {
    code: '744',
    name: 'Boeing 747-400',
    engine: 'jet',
    sections: [
      first(1, 3, 'A-K'),
      first(4, 5, 'A-EF-K'),
      business(10, 14, 'AB-DEFG-JK', { skippedRows: [13], exitRows: [10] }),
      premiumEconomy(22, 26, 'AB-DEFG-JK', { extraLegroomRows: [22], missing: seatsIn(26, 'ABJK') }),
      economy(30, 54, 'ABC-DEFG-HJK', {
        exitRows: [30, 41],
        extraLegroomRows: [30, 41],
        missing: [...seatsIn(41, 'AK'), ...seatsIn(53, 'BJ'), ...seatsIn(54, 'BEJ')],
      }),
      business(60, 64, 'AB-JK', { exitRows: [62] }),
    ],
  },
  {
    code: '74H',
    name: 'Boeing 747-8',
    engine: 'jet',
    sections: [
      first(1, 2, 'A-K'),
      first(3, 3, 'A-DG-K'),
      business(4, 11, 'AC-DG-HK', { exitRows: [7] }),
      premiumEconomy(14, 18, 'AC-DEFG-HK', { skippedRows: [17], extraLegroomRows: [14] }),
      economy(20, 44, 'ABC-DEFG-HJK', {
        exitRows: [20, 32],
        extraLegroomRows: [20, 32],
        missing: [...seatsIn(32, 'AK'), ...seatsIn(43, 'BJ'), ...seatsIn(44, 'BJ')],
      }),
      business(81, 88, 'AC-HK', { exitRows: [84] }),
    ],
  },
];
