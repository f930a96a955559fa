import { business, economy, seatsIn, type FleetType } from './layout.js';

/**
 * Jets with one aisle and six seats a row. European airlines do not sell the middle seats of business, so they are not
 * in the layout. The A320neo, A321neo and 737 MAX 8 have layouts of low-cost airlines: economy only, the first row with
 * extra legroom.
 */
export const NARROW_BODIES: readonly FleetType[] = [
  {
    code: '318',
    name: 'Airbus A318',
    engine: 'jet',
    sections: [
      business(1, 3, 'AC-DF'),
      economy(4, 23, 'ABC-DEF', { skippedRows: [13], exitRows: [10], extraLegroomRows: [10] }),
    ],
  },
  {
    code: '319',
    name: 'Airbus A319',
    engine: 'jet',
    sections: [
      business(1, 4, 'AC-DF'),
      economy(5, 25, 'ABC-DEF', { skippedRows: [13], exitRows: [10], extraLegroomRows: [10] }),
    ],
  },
  {
    code: '320',
    name: 'Airbus A320',
    engine: 'jet',
    sections: [
      business(1, 5, 'AC-DF'),
      economy(6, 31, 'ABC-DEF', { skippedRows: [13], exitRows: [11, 12], extraLegroomRows: [11, 12] }),
    ],
  },
  {
    code: '32N',
    name: 'Airbus A320neo',
    engine: 'jet',
    sections: [economy(1, 31, 'ABC-DEF', { exitRows: [12, 13], extraLegroomRows: [1, 12, 13] })],
  },
  {
    code: '321',
    name: 'Airbus A321',
    engine: 'jet',
    // Doors before and behind the wing replace window seats.
    sections: [
      business(1, 5, 'AC-DF'),
      economy(6, 36, 'ABC-DEF', {
        skippedRows: [13],
        exitRows: [11, 26],
        extraLegroomRows: [11, 26],
        missing: ['11A', '11F', '26A', '26F'],
      }),
    ],
  },
  {
    code: '32Q',
    name: 'Airbus A321neo',
    engine: 'jet',
    sections: [
      economy(1, 40, 'ABC-DEF', {
        skippedRows: [13],
        exitRows: [16, 17, 28],
        extraLegroomRows: [1, 16, 17, 28],
        missing: ['28A', '28F'],
      }),
    ],
  },
  {
    code: '73G',
    name: 'Boeing 737-700',
    engine: 'jet',
    sections: [
      business(1, 3, 'AC-DF'),
      economy(4, 25, 'ABC-DEF', { skippedRows: [13], exitRows: [12], extraLegroomRows: [12] }),
    ],
  },
  {
    code: '738',
    name: 'Boeing 737-800',
    engine: 'jet',
    sections: [
      business(1, 3, 'AC-DF'),
      economy(4, 30, 'ABC-DEF', { exitRows: [13, 14], extraLegroomRows: [4, 13, 14] }),
    ],
  },
  {
    code: '739',
    name: 'Boeing 737-900',
    engine: 'jet',
    sections: [
      business(1, 5, 'AB-CD'),
      economy(10, 36, 'ABC-DEF', {
        exitRows: [20, 21],
        extraLegroomRows: [10, 11, 12, 13, 20, 21],
        missing: seatsIn(10, 'DEF'),
      }),
    ],
  },
  {
    code: '7M8',
    name: 'Boeing 737 MAX 8',
    engine: 'jet',
    // The front galley is where 1D to 1F would be.
    sections: [
      economy(1, 33, 'ABC-DEF', {
        skippedRows: [13],
        exitRows: [16, 17],
        extraLegroomRows: [1, 16, 17],
        missing: seatsIn(1, 'DEF'),
      }),
    ],
  },
  {
    code: '752',
    name: 'Boeing 757-200',
    engine: 'jet',
    sections: [
      business(1, 4, 'AB-EF'),
      economy(7, 33, 'ABC-DEF', {
        skippedRows: [13],
        exitRows: [7, 21],
        extraLegroomRows: [7, 8, 9, 10, 11, 21],
        missing: ['21A', '21F'],
      }),
    ],
  },
];
