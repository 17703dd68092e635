/** Times of EPCIS: an instant and the offset of the place where it happened. */
import { z } from 'zod';

/** ISO 8601 with its offset: `2026-10-02T08:30:00+07:00`. */
export const eventTime = z.iso
  .datetime({ offset: true, error: 'not-a-date' })
  .meta({ description: 'When it happened, with the offset of the place', examples: ['2026-10-02T08:30:00+07:00'] });

/** A time of the server's own, in UTC: `2026-10-02T01:30:00.000Z`. */
export const instant = z.iso.datetime().meta({ examples: ['2026-10-02T01:30:00.000Z'] });

/** A calendar day, `2026-10-02`. */
export const day = z.iso.date('not-a-date').meta({ examples: ['2026-10-02'] });

/** `+07:00` from a time that carries it; `Z` reads as `+00:00`. */
export function offsetOf(time: string): string {
  return /[+-]\d\d:\d\d$/.exec(time)?.[0] ?? '+00:00';
}

/** The day at the place where it happened. */
export function localDay(instant: Date, offset: string): string {
  return wallClock(instant, offset).slice(0, 10);
}

/** An instant as an event time at an offset: `2026-10-02T08:30:00.000+07:00`. */
export function localTime(instant: Date, offset: string): string {
  return wallClock(instant, offset).replace('Z', offset);
}

function wallClock(instant: Date, offset: string): string {
  const sign = offset.startsWith('-') ? -1 : 1;
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return new Date(instant.getTime() + sign * (hours * 60 + minutes) * 60_000).toISOString();
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
