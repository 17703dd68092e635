/** How days and serials are written: what needs neither the settings nor the words, so that a small program has it. */
import type { Writing } from './i18n.js';

const dates: Record<Writing, Intl.DateTimeFormat> = {
  vi: new Intl.DateTimeFormat('vi-VN', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
  zh: new Intl.DateTimeFormat('zh-CN', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }),
  'zh-Hant': new Intl.DateTimeFormat('zh-TW', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }),
};

/** `24/11/2026`. @param day `2026-11-24`, or an instant by its UTC day */
export function spellDay(writing: Writing, day: string | Date): string {
  return dates[writing].format(new Date(day));
}

/** `8F3K 01ZQ …`: groups of four, as they are printed and read aloud. */
export function spellSerial(serial: string): string {
  return serial.match(/.{1,4}/g)?.join(' ') ?? '';
}
