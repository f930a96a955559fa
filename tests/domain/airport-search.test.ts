import { describe, expect, it } from 'vitest';
import { searchAirports } from '../../src/domain/search/airport-search.js';
import type { Airport } from '../../src/domain/search/catalogue.js';
import { cityCodeOf } from '../../src/domain/search/metropolitan-areas.js';

const airport = (code: string, city: string, country: string, name: string): Airport => {
  const place = { timeZone: 'Etc/UTC', latitude: 0, longitude: 0 };
  return { code, city, country, name, cityCode: cityCodeOf(code), ...place };
};

const AIRPORTS = [
  airport('ABZ', 'Aberdeen', 'United Kingdom', 'Aberdeen Dyce Airport'),
  airport('AES', 'Alesund', 'Norway', 'Ålesund Airport, Vigra'),
  airport('ALB', 'Albany', 'United States', 'Albany International Airport'),
  airport('BBU', 'Bucharest', 'Romania', 'Băneasa International Airport'),
  airport('BGY', 'Bergamo', 'Italy', 'Il Caravaggio International Airport'),
  airport('CDG', 'Paris', 'France', 'Charles de Gaulle International Airport'),
  airport('DUS', 'Düsseldorf', 'Germany', 'Düsseldorf Airport'),
  airport('EWR', 'Newark', 'United States', 'Newark Liberty International Airport'),
  airport('FRA', 'Frankfurt', 'Germany', 'Frankfurt am Main Airport'),
  airport('GDN', 'Gdańsk', 'Poland', 'Gdańsk Lech Wałęsa Airport'),
  airport('HHN', 'Hahn', 'Germany', 'Frankfurt-Hahn Airport'),
  airport('HNL', 'Honolulu', 'United States', 'Daniel K. Inouye International Airport'),
  airport('HOU', 'Houston', 'United States', 'William P Hobby Airport'),
  airport('IAH', 'Houston', 'United States', 'George Bush Intercontinental Houston Airport'),
  airport('IGD', 'Iğdır', 'Turkey', 'Iğdır Airport'),
  airport('JFK', 'New York', 'United States', 'John F Kennedy International Airport'),
  airport('KEF', 'Keflavik', 'Iceland', 'Keflavík International Airport'),
  airport('KGS', 'Kos', 'Greece', 'Κως'),
  airport('LCJ', 'Łódź', 'Poland', 'Łódź Władysław Reymont Airport'),
  airport('LCY', 'London', 'United Kingdom', 'London City Airport'),
  airport('LDY', 'Londonderry', 'United Kingdom', 'City of Derry Airport'),
  airport('LHR', 'London', 'United Kingdom', 'London Heathrow Airport'),
  airport('LNY', 'Lanai', 'United States', 'Lānaʻi Airport'),
  airport('MMX', 'Malmoe', 'Sweden', 'Malmö Sturup Airport'),
  airport('MUX', 'Mueller', 'Nowhere', 'Field'),
  airport('NCE', 'Nice', 'France', "Nice-Côte d'Azur Airport"),
  airport('ORD', 'Chicago', 'United States', "Chicago O'Hare International Airport"),
  airport('PEE', 'Perm', 'Russia', 'Пермь'),
  airport('RUN', 'St.-Denis', 'Réunion', 'Roland Garros Airport'),
  airport('SEN', 'Southend', 'United Kingdom', 'Southend Airport'),
  airport('SFO', 'San Francisco', 'United States', 'San Francisco International Airport'),
  airport('SJJ', 'Sarajevo', 'Bosnia', 'Međunarodni aerodrom'),
  airport('SPU', 'Split', 'Croatia', 'Split/Kaštela Airport'),
  airport('STL', 'St. Louis', 'United States', 'Lambert–St. Louis Airport'),
  airport('THN', 'Þórshöfn', 'Iceland', 'Þórshöfn Airport'),
  airport('TOS', 'Tromsø', 'Norway', 'Tromsø Airport'),
  airport('WSS', 'Weißensee', 'Germany', 'Landeplatz'),
  airport('YQX', 'Œuvre', 'Canada', 'Gander / Æro'),
  airport('ZRH', 'Zurich', 'Switzerland', 'Zürich Airport'),
];

const found = (query: string) => searchAirports(AIRPORTS, query).map(({ code }) => code);

describe('airports are found', () => {
  it.each([
    ['chicago ohare', 'ORD'],
    ['ohare chicago', 'ORD'],
    ['frankfurt main', 'FRA'],
    ['hahn frankfurt', 'HHN'],
    ['united kingdom heathrow', 'LHR'],
    ['heathrow united', 'LHR'],
    ['ord united states', 'ORD'],
    ['new york newark', 'EWR'],
    ['milan bergamo', 'BGY'],
    ['london southend', 'SEN'],
    ['lhr london', 'LHR'],
  ])('by words in any order, all of which must match: %s', (query, code) => {
    expect(found(query)).toEqual([code]);
  });

  it.each(['chicago heathrow', 'frankfurt xyz', 'xyz', 'lhr paris', '- . /', "'"])(
    'only if every word matches: %s',
    (query) => {
      expect(found(query)).toEqual([]);
    },
  );

  it.each([
    ...['zurich', 'zürich', 'zuerich', 'ZÜRICH', 'Zu\u0308rich', 'zuri', 'zueri', 'zuer'].map((query) => [
      query,
      'ZRH',
    ]),
    ...['dusseldorf', 'duesseldorf', 'düsseldorf', 'DUESSEL'].map((query) => [query, 'DUS']),
    ...['lodz', 'łódź', 'LODZ', 'Łódź'].map((query) => [query, 'LCJ']),
    ...['gdansk walesa', 'gdańsk wałęsa'].map((query) => [query, 'GDN']),
    ...['tromso', 'tromsoe', 'tromsø'].map((query) => [query, 'TOS']),
    ...['alesund', 'aalesund', 'ålesund'].map((query) => [query, 'AES']),
    ...['malmo', 'malmö', 'malmoe'].map((query) => [query, 'MMX']),
    ...['medunarodni', 'međunarodni'].map((query) => [query, 'SJJ']),
    ...['weissensee', 'weißensee', 'WEISSENSEE'].map((query) => [query, 'WSS']),
    ...['igdir', 'ığdır', 'IĞDIR'].map((query) => [query, 'IGD']),
    ...['thorshofn', 'þórshöfn'].map((query) => [query, 'THN']),
    ...['oeuvre', 'œuvre', 'aero gander', 'gander æro'].map((query) => [query, 'YQX']),
    ...['keflavik', 'keflavík'].map((query) => [query, 'KEF']),
    ...['κως', 'ΚΩΣ'].map((query) => [query, 'KGS']),
    ...['пермь', 'ПЕРМЬ'].map((query) => [query, 'PEE']),
    ...['müller', 'mueller', 'mül'].map((query) => [query, 'MUX']),
    ...['baneasa', 'băneasa'].map((query) => [query, 'BBU']),
  ])('however their letters are typed: %s', (query, code) => {
    expect(found(query)).toEqual([code]);
  });

  it.each([
    ...["o'hare", 'ohare', 'o hare', 'o’hare', 'O-Hare', 'chicago o.hare'].map((query) => [query, 'ORD']),
    ...['st denis', 'saint-denis', 'st.-denis', 'Saint Denis', 'saintdenis'].map((query) => [query, 'RUN']),
    ...['saint louis', 'st louis', 'st. louis', 'stlouis'].map((query) => [query, 'STL']),
    ...['split kastela', 'split/kaštela', 'splitkastela'].map((query) => [query, 'SPU']),
    ...["cote d'azur", 'cote dazur', 'nice cote'].map((query) => [query, 'NCE']),
    ...['lanai', 'lana‘i', 'lānaʻi'].map((query) => [query, 'LNY']),
    ...['sanfrancisco', 'san-francisco'].map((query) => [query, 'SFO']),
    ...['j f kennedy', 'john-f.-kennedy'].map((query) => [query, 'JFK']),
  ])('whatever separates the words: %s', (query, code) => {
    expect(found(query)).toEqual([code]);
  });

  it('by two letters for a letter such as å only if their texts have that letter', () => {
    // The query does not find Albany, although `aa` is also a spelling of å.
    expect(found('aal')).toEqual(['AES']);
    expect(found('alb')).toEqual(['ALB']);
  });

  it('only by their own words, and not by property names of JavaScript objects', () => {
    for (const query of ['constructor', '__proto__', 'toString', 'hasOwnProperty st'])
      expect(found(query)).toEqual([]);
  });
});

describe('in airport search results', () => {
  it('the airports of a city come first and together for the city code', () => {
    expect(found('lon')).toEqual(['LCY', 'LHR', 'SEN', 'LDY']);
    expect(found('NYC')).toEqual(['JFK', 'EWR']);
    expect(found('hou').slice(0, 2)).toEqual(['HOU', 'IAH']);
  });

  it('the airport with the code comes first', () => {
    expect(found('ewr')[0]).toBe('EWR');
    expect(found('ald')).toEqual([]);
  });

  it('cities that begin with the query come before names, and names before countries', () => {
    expect(found('london')).toEqual(['LCY', 'LHR', 'SEN', 'LDY']);
    expect(found('united')).toHaveLength(15);
    expect(found('city')).toEqual(['LDY', 'LCY']);
  });

  it('equal matches are sorted by city, then by code', () => {
    const airports = ['QQC', 'QQA', 'QQB'].map((code, index) =>
      airport(code, index === 0 ? 'A' : 'B', 'Nowhere', 'Field'),
    );
    expect(searchAirports(airports, 'nowhere').map(({ code }) => code)).toEqual(['QQC', 'QQA', 'QQB']);
    expect(searchAirports([...airports].reverse(), 'field').map(({ code }) => code)).toEqual([
      'QQC',
      'QQA',
      'QQB',
    ]);
  });
});
