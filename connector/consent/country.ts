/**
 * Which country somebody is in, as far as their address says. Only the domain's last label is
 * looked at: `.co.uk` and `.com.br` are countries by it, while `.com` (and `uk.com`) says nothing
 * of where somebody is. Country codes that are sold to everybody say nothing either; taking them
 * for a country would be wrong more often than right, and "unknown" is the careful answer.
 */

/** ISO 3166-1 alpha-2, all officially assigned codes (November 2026). */
export const COUNTRIES: readonly string[] = (
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ ' +
  'DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT ' +
  'JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ ' +
  'OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ ' +
  'UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
).split(' ');

const ASSIGNED: ReadonlySet<string> = new Set(COUNTRIES);

/**
 * Country codes used all over the world. The first line is Google's list of country codes that it
 * treats as generic (Search Central, as of May 2026), the second are others sold the same way.
 */
const SOLD_TO_EVERYBODY: ReadonlySet<string> = new Set(
  ('ad ai as bz cc cd co dj fm io la me ms nu sc sr su tk tv ws ' + 'ac ag am cx gd gg gl gs im je ly mn pw sh so st sx tf tm to vc vg').split(' '),
);

/** Where the code in the domain is not the country's own. */
const OTHER_CODES: ReadonlyMap<string, string> = new Map([['uk', 'GB']]);

/** The country that the domain of an address names; null where it names none. */
export function countryOfAddress(address: string): string | null {
  const label = address.slice(address.lastIndexOf('@') + 1).replace(/\.$/, '').split('.').at(-1)?.toLowerCase() ?? '';
  if (SOLD_TO_EVERYBODY.has(label)) return null;
  const code = OTHER_CODES.get(label) ?? label.toUpperCase();
  return isCountry(code) ? code : null;
}

/** True for an assigned code, in upper case. */
export function isCountry(code: string): boolean {
  return ASSIGNED.has(code);
}

/** The English name of a country: `France`. */
export function countryName(code: string): string {
  return new Intl.DisplayNames(['en'], { type: 'region' }).of(code) ?? code;
}
