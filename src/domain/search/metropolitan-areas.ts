/** The airports of one metropolitan area, and its name. */
interface MetropolitanArea {
  readonly name: string;
  readonly airports: readonly string[];
}

const area = (name: string, airports: string): MetropolitanArea => ({ name, airports: airports.split(' ') });

/**
 * IATA's metropolitan areas with several airports that have, or had, scheduled flights, by code. Source: IATA's
 * location identifiers (Resolution 763, published in its Airline Coding Directory). If an area's code is also the code
 * of an airport, as for Houston, that airport is in the area.
 */
const AREAS: Readonly<Record<string, MetropolitanArea>> = {
  ANK: area('Ankara', 'ESB ANK'),
  BER: area('Berlin', 'BER SXF THF TXL'),
  BFS: area('Belfast', 'BFS BHD'),
  BHZ: area('Belo Horizonte', 'CNF PLU'),
  BJS: area('Beijing', 'PEK PKX NAY'),
  BKK: area('Bangkok', 'BKK DMK'),
  BUE: area('Buenos Aires', 'AEP EZE'),
  BUH: area('Bucharest', 'BBU OTP'),
  CAS: area('Casablanca', 'CMN CAS'),
  CHI: area('Chicago', 'MDW ORD'),
  CTU: area('Chengdu', 'CTU TFU'),
  DTT: area('Detroit', 'DET DTW YIP'),
  DXB: area('Dubai', 'DWC DXB'),
  EAP: area('Basel Mulhouse Freiburg', 'BSL MLH'),
  GLA: area('Glasgow', 'GLA PIK'),
  HOU: area('Houston', 'EFD HOU IAH'),
  IEV: area('Kyiv', 'IEV KBP'),
  IST: area('Istanbul', 'ISL IST SAW'),
  JKT: area('Jakarta', 'CGK HLP'),
  JNB: area('Johannesburg', 'HLA JNB'),
  KUL: area('Kuala Lumpur', 'KUL SZB'),
  LON: area('London', 'LCY LGW LHR LTN SEN STN'),
  MDE: area('Medellin', 'EOH MDE'),
  MEL: area('Melbourne', 'AVV MEB MEL'),
  MEX: area('Mexico City', 'MEX NLU'),
  MIL: area('Milan', 'BGY LIN MXP'),
  MKC: area('Kansas City', 'MCI MKC'),
  MOW: area('Moscow', 'BKA DME SVO VKO ZIA'),
  NBO: area('Nairobi', 'NBO WIL'),
  NGO: area('Nagoya', 'NGO NKM'),
  NYC: area('New York', 'EWR JFK LGA'),
  ORL: area('Orlando', 'MCO ORL SFB'),
  OSA: area('Osaka', 'ITM KIX UKB'),
  OSL: area('Oslo', 'OSL RYG TRF'),
  PAR: area('Paris', 'BVA CDG LBG ORY'),
  REK: area('Reykjavik', 'KEF RKV'),
  RIO: area('Rio de Janeiro', 'GIG SDU'),
  ROM: area('Rome', 'CIA FCO'),
  SAO: area('Sao Paulo', 'CGH GRU VCP'),
  SEL: area('Seoul', 'GMP ICN'),
  SHA: area('Shanghai', 'PVG SHA'),
  SPK: area('Sapporo', 'CTS OKD'),
  SRZ: area('Santa Cruz de la Sierra', 'SRZ VVI'),
  STO: area('Stockholm', 'ARN BMA NYO VST'),
  TCI: area('Tenerife', 'TFN TFS'),
  THR: area('Tehran', 'IKA THR'),
  TPE: area('Taipei', 'TPE TSA'),
  TYO: area('Tokyo', 'HND NRT'),
  WAS: area('Washington', 'BWI DCA IAD'),
  YEA: area('Edmonton', 'YEG YXD'),
  YMQ: area('Montreal', 'YHU YMX YUL'),
  YTO: area('Toronto', 'YKZ YTZ YYZ'),
};

const CODES = new Map(
  Object.entries(AREAS).flatMap(([code, { airports }]) =>
    airports.map((airport) => [airport, code] as const),
  ),
);

/** The code of an airport's city: that of its metropolitan area, otherwise its own. */
export function cityCodeOf(airportCode: string): string {
  return CODES.get(airportCode) ?? airportCode;
}

/** The name of a metropolitan area; undefined for any other code. */
export function metropolitanName(cityCode: string): string | undefined {
  return AREAS[cityCode]?.name;
}
