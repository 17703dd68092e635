/** Dates, quantities and codes as people read them, in their language. Nothing here is parsed back. */
import { config } from '../config.js';
import { formatNumber, translate, type Writing } from './i18n.js';
import { spellDay, spellSerial } from './spelling.js';

/** Units a quantity may have: codes of UNECE Recommendation 20. */
const unitCodes = ['KGM', 'GRM', 'LTR', 'MLT', 'H87', 'MTR'] as const;
type UnitCode = (typeof unitCodes)[number];

const isUnitCode = (uom: string): uom is UnitCode => (unitCodes as readonly string[]).includes(uom);

/** Minutes east of Greenwich of an offset such as `+07:00`. */
function offsetMinutes(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

/** Moves an instant by its offset, so that its UTC fields are those of the clock on the wall. */
function wallClock(value: Date | string, offset: string): Date {
  return new Date(new Date(value).getTime() + offsetMinutes(offset) * 60_000);
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

const calendarDate = /^\d{4}-\d\d-\d\d$/;

/** The functions of a page, bound to its language. */
export interface Format {
  /** `24/11/2026`. A calendar date (`2026-11-24`) is shown as it stands, an instant at the offset. */
  date(value: Date | string, offset?: string): string;
  /** `24/11/2026, 08:30` at the offset, which is the server's unless the event has its own. */
  dateTime(value: Date | string, offset?: string): string;
  /** `1.234,5` */
  number(value: number): string;
  /** `120,5 kg`; the unit is a code of UNECE Recommendation 20. */
  quantity(value: number, uom: string): string;
  /** `kg` for `KGM`; a code without a name is shown itself. */
  unit(uom: string): string;
  /** `8F3K 01ZQ …`: groups of four, as they are printed and read aloud. */
  serial(value: string): string;
  /** `★★★★☆`, for 0 to 5. */
  stars(count: number): string;
}

/** @param utcOffset offset of the times shown, such as `+07:00` */
export function formatFor(locale: Writing, utcOffset: string = config.utcOffset): Format {
  const date = (value: Date | string, offset = utcOffset) =>
    typeof value === 'string' && calendarDate.test(value)
      ? spellDay(locale, value)
      : spellDay(locale, wallClock(value, offset));
  const unit = (uom: string, count = 2) => (isUnitCode(uom) ? translate(locale, `units.${uom}`, { count }) : uom);
  return {
    date,
    dateTime: (value, offset = utcOffset) => `${date(value, offset)}, ${clock.format(wallClock(value, offset))}`,
    number: (value) => formatNumber(locale, value),
    quantity: (value, uom) => `${formatNumber(locale, value)}\u00a0${unit(uom, value)}`, // never parted at the end of a line
    unit: (uom) => unit(uom),
    serial: spellSerial,
    stars: (count) => '★'.repeat(count) + '☆'.repeat(5 - count),
  };
}
