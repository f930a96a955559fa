import { EntitySchema } from 'typeorm';
import type { AircraftType, Airline, Airport } from '../../../domain/search/catalogue.js';
import { json, key, optional, text, whole } from '../connection/columns.js';

/** A flight as it is stored; `migrations/search` defines the table. */
export interface FlightRow {
  readonly id: string;
  readonly version: number;
  readonly flight_number: string;
  readonly airline: string;
  readonly origin: string;
  readonly destination: string;
  readonly aircraft: string;
  readonly status: 'scheduled' | 'cancelled';
  readonly departs_at: Date;
  /** Local time less UTC, in minutes. */
  readonly departure_offset: number;
  readonly arrives_at: Date;
  readonly arrival_offset: number;
  readonly currency: string;
  readonly first_price: number | null;
  readonly business_price: number | null;
  readonly premium_economy_price: number | null;
  readonly economy_price: number | null;
  readonly first_left: number;
  readonly business_left: number;
  readonly premium_economy_left: number;
  readonly economy_left: number;
}

/** A flight with the time zones of its airports. */
export interface FlightWithZones extends FlightRow {
  readonly departure_zone: string;
  readonly arrival_zone: string;
}

/** An airport as it is stored. */
export type AirportRow = Omit<Airport, 'cityCode'> & { readonly cityCode: string | null };

export const AIRPORTS = new EntitySchema<AirportRow>({
  name: 'airport',
  columns: {
    code: key('code'),
    name: text('name'),
    city: text('city'),
    cityCode: optional(text('city_code')),
    country: text('country'),
    timeZone: text('time_zone'),
    latitude: { ...whole('latitude'), type: 'double' },
    longitude: { ...whole('longitude'), type: 'double' },
  },
});

export const AIRLINES = new EntitySchema<Airline>({
  name: 'airline',
  columns: { code: key('code'), name: text('name') },
});

export const AIRCRAFT = new EntitySchema<AircraftType>({
  name: 'aircraft',
  columns: { code: key('code'), name: text('name'), sections: json('sections') },
});

export const SEARCH_ENTITIES = [AIRPORTS, AIRLINES, AIRCRAFT];
