import type { Airport } from '../../../domain/search/catalogue.js';
import { cityCodeOf } from '../../../domain/search/metropolitan-areas.js';
import { readRows } from './rows.js';

/** Code, latitude and longitude of the reference point, time zone, then city, country and name. */
const ROWS = `
  LHR  51.4775   -0.4614  Europe/London                    London | United Kingdom | Heathrow Airport
  LGW  51.1481   -0.1903  Europe/London                    London | United Kingdom | London Gatwick Airport
  EDI  55.9500   -3.3725  Europe/London                    Edinburgh | United Kingdom | Edinburgh Airport
  DUB  53.4214   -6.2700  Europe/Dublin                    Dublin | Ireland | Dublin Airport
  CDG  49.0097    2.5478  Europe/Paris                     Paris | France | Charles de Gaulle Airport
  AMS  52.3081    4.7642  Europe/Amsterdam                 Amsterdam | Netherlands | Amsterdam Airport Schiphol
  FRA  50.0333    8.5706  Europe/Berlin                    Frankfurt | Germany | Frankfurt Airport
  MUC  48.3539   11.7861  Europe/Berlin                    Munich | Germany | Munich Airport
  ZRH  47.4581    8.5481  Europe/Zurich                    Zürich | Switzerland | Zürich Airport
  VIE  48.1103   16.5697  Europe/Vienna                    Vienna | Austria | Vienna International Airport
  MAD  40.4722   -3.5608  Europe/Madrid                    Madrid | Spain | Adolfo Suárez Madrid–Barajas Airport
  BCN  41.2969    2.0783  Europe/Madrid                    Barcelona | Spain | Josep Tarradellas Barcelona–El Prat Airport
  LIS  38.7742   -9.1342  Europe/Lisbon                    Lisbon | Portugal | Humberto Delgado Airport
  FCO  41.8003   12.2389  Europe/Rome                      Rome | Italy | Leonardo da Vinci–Fiumicino Airport
  ATH  37.9364   23.9472  Europe/Athens                    Athens | Greece | Athens International Airport Eleftherios Venizelos
  IST  41.2611   28.7419  Europe/Istanbul                  Istanbul | Türkiye | Istanbul Airport
  WAW  52.1658   20.9672  Europe/Warsaw                    Warsaw | Poland | Warsaw Chopin Airport
  CPH  55.6181   12.6561  Europe/Copenhagen                Copenhagen | Denmark | Copenhagen Airport
  ARN  59.6519   17.9186  Europe/Stockholm                 Stockholm | Sweden | Stockholm Arlanda Airport
  OSL  60.2028   11.0839  Europe/Oslo                      Oslo | Norway | Oslo Airport
  HEL  60.3172   24.9633  Europe/Helsinki                  Helsinki | Finland | Helsinki Airport

  JFK  40.6398  -73.7789  America/New_York                 New York | United States | John F. Kennedy International Airport
  EWR  40.6925  -74.1687  America/New_York                 Newark | United States | Newark Liberty International Airport
  BOS  42.3631  -71.0064  America/New_York                 Boston | United States | Logan International Airport
  ATL  33.6367  -84.4281  America/New_York                 Atlanta | United States | Hartsfield–Jackson Atlanta International Airport
  MIA  25.7933  -80.2906  America/New_York                 Miami | United States | Miami International Airport
  ORD  41.9786  -87.9048  America/Chicago                  Chicago | United States | O'Hare International Airport
  DFW  32.8969  -97.0381  America/Chicago                  Dallas | United States | Dallas Fort Worth International Airport
  LAX  33.9425 -118.4081  America/Los_Angeles              Los Angeles | United States | Los Angeles International Airport
  SFO  37.6189 -122.3750  America/Los_Angeles              San Francisco | United States | San Francisco International Airport
  SEA  47.4489 -122.3094  America/Los_Angeles              Seattle | United States | Seattle–Tacoma International Airport
  YYZ  43.6767  -79.6306  America/Toronto                  Toronto | Canada | Toronto Pearson International Airport
  YVR  49.1947 -123.1839  America/Vancouver                Vancouver | Canada | Vancouver International Airport
  MEX  19.4361  -99.0719  America/Mexico_City              Mexico City | Mexico | Benito Juárez International Airport

  BOG   4.7017  -74.1469  America/Bogota                   Bogotá | Colombia | El Dorado International Airport
  LIM -12.0219  -77.1143  America/Lima                     Lima | Peru | Jorge Chávez International Airport
  GRU -23.4356  -46.4731  America/Sao_Paulo                São Paulo | Brazil | São Paulo/Guarulhos International Airport
  EZE -34.8222  -58.5358  America/Argentina/Buenos_Aires   Buenos Aires | Argentina | Ministro Pistarini International Airport
  SCL -33.3928  -70.7856  America/Santiago                 Santiago | Chile | Arturo Merino Benítez International Airport

  CAI  30.1219   31.4056  Africa/Cairo                     Cairo | Egypt | Cairo International Airport
  LOS   6.5774    3.3212  Africa/Lagos                     Lagos | Nigeria | Murtala Muhammed International Airport
  ADD   8.9778   38.7994  Africa/Addis_Ababa               Addis Ababa | Ethiopia | Addis Ababa Bole International Airport
  NBO  -1.3192   36.9278  Africa/Nairobi                   Nairobi | Kenya | Jomo Kenyatta International Airport
  JNB -26.1392   28.2460  Africa/Johannesburg              Johannesburg | South Africa | O. R. Tambo International Airport
  CPT -33.9694   18.5972  Africa/Johannesburg              Cape Town | South Africa | Cape Town International Airport

  TLV  32.0094   34.8828  Asia/Jerusalem                   Tel Aviv | Israel | Ben Gurion Airport
  DXB  25.2528   55.3644  Asia/Dubai                       Dubai | United Arab Emirates | Dubai International Airport
  DOH  25.2731   51.6081  Asia/Qatar                       Doha | Qatar | Hamad International Airport
  DEL  28.5686   77.1122  Asia/Kolkata                     Delhi | India | Indira Gandhi International Airport
  BOM  19.0886   72.8681  Asia/Kolkata                     Mumbai | India | Chhatrapati Shivaji Maharaj International Airport
  BKK  13.6925  100.7500  Asia/Bangkok                     Bangkok | Thailand | Suvarnabhumi Airport
  SIN   1.3592  103.9894  Asia/Singapore                   Singapore | Singapore | Singapore Changi Airport
  HKG  22.3089  113.9144  Asia/Hong_Kong                   Hong Kong | Hong Kong | Hong Kong International Airport
  PVG  31.1433  121.8053  Asia/Shanghai                    Shanghai | China | Shanghai Pudong International Airport
  ICN  37.4625  126.4392  Asia/Seoul                       Seoul | South Korea | Incheon International Airport
  HND  35.5533  139.7811  Asia/Tokyo                       Tokyo | Japan | Haneda Airport
  NRT  35.7653  140.3856  Asia/Tokyo                       Tokyo | Japan | Narita International Airport

  PER -31.9403  115.9672  Australia/Perth                  Perth | Australia | Perth Airport
  MEL -37.6733  144.8433  Australia/Melbourne              Melbourne | Australia | Melbourne Airport
  SYD -33.9461  151.1772  Australia/Sydney                 Sydney | Australia | Sydney Kingsford Smith Airport
  CBR -35.3069  149.1950  Australia/Sydney                 Canberra | Australia | Canberra Airport
  AKL -37.0081  174.7917  Pacific/Auckland                 Auckland | New Zealand | Auckland Airport
`;

const AIRPORT =
  /^(?<code>[A-Z]{3}) +(?<latitude>-?\d{1,2}\.\d{4}) +(?<longitude>-?\d{1,3}\.\d{4}) +(?<timeZone>[\w/]+) +(?<city>[^| ][^|]*) \| (?<country>[^|]+) \| (?<name>[^|]+)$/;

/** The airports that the seed's flights use. */
export function seedAirports(): Airport[] {
  return readRows(ROWS, AIRPORT, (field) => ({
    code: field('code'),
    name: field('name'),
    city: field('city'),
    cityCode: cityCodeOf(field('code')),
    country: field('country'),
    timeZone: field('timeZone'),
    latitude: Number(field('latitude')),
    longitude: Number(field('longitude')),
  }));
}
