import { azteccode, drawingSVG } from '@bwip-js/node';
import { encode } from 'bcbp';
import type { BoardingPass } from '../../application/booking/ports.js';
import type { Cabin } from '../../domain/flight/cabin.js';
import { nameInBarCode } from './name-on-pass.js';

/** Compartment codes (IATA Resolution 728). */
const COMPARTMENTS: Readonly<Record<Cabin, string>> = {
  first: 'F',
  business: 'C',
  'premium-economy': 'W',
  economy: 'Y',
};

/** Codes of IATA Resolution 792. */
const CHECKED_IN = '1';
const PASSENGER_TYPES = { adult: '0', child: '3' } as const;
const IS_BOARDING_PASS = 'B';

/**
 * The text of a pass's bar code: one flight in IATA's Bar Coded Boarding Pass, version 6 (Resolution 792). Holdfast has
 * no check-in besides paying, so it states that the passenger is checked in. The date is the local one at the origin.
 */
export function barCodeText({ reference, passenger, flight, cabin, seat, sequence }: BoardingPass): string {
  return encode({
    data: {
      passengerName: nameInBarCode(passenger),
      passengerDescription: PASSENGER_TYPES[passenger.type],
      documentType: IS_BOARDING_PASS,
      legs: [
        {
          operatingCarrierPNR: reference,
          departureAirport: flight.origin.code,
          arrivalAirport: flight.destination.code,
          operatingCarrierDesignator: flight.flightNumber.slice(0, 2),
          flightNumber: flight.flightNumber.slice(2).padStart(4, '0'),
          flightDate: new Date(`${flight.departure.local.slice(0, 10)}T00:00:00Z`),
          compartmentCode: COMPARTMENTS[cabin],
          seatNumber: seat.padStart(4, '0'),
          checkInSequenceNumber: String(sequence).padStart(4, '0'),
          passengerStatus: CHECKED_IN,
        },
      ],
    },
  });
}

/** A drawing of square modules: a path in SVG's notation, and its width and height. */
export interface BarCodeDrawing {
  readonly path: string;
  readonly size: number;
}

/** The Aztec symbol (ISO/IEC 24778) of a text, with the error correction that the standard recommends, 23 %. */
export function aztecSymbol(text: string): BarCodeDrawing {
  const svg = azteccode({ bcid: 'azteccode', text, scale: 1 }, drawingSVG());
  const [, size, path] = /viewBox="0 0 (\d+) \d+"[^]*<path d="([^"]+)"/.exec(svg) ?? [];
  if (size === undefined || path === undefined) throw new Error('the drawing of an Aztec symbol has no path');
  return { path, size: Number(size) };
}
