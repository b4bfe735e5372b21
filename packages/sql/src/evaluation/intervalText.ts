/** Months, days and microseconds of an interval text. */
export interface CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

const MONTHS: Readonly<Record<string, number>> = { year: 12, month: 1 };
const DAYS: Readonly<Record<string, number>> = { week: 7, day: 1 };
const MICROS: Readonly<Record<string, bigint>> = {
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1000n,
  microsecond: 1n,
};

const DAY = 24n * MICROS.hour;

const AMOUNT = /^([-+]?)(\d+)(?:\.(\d{1,9}))?$/;

/** `[interval] 1 year -2 months 3.5 seconds`; fractions for seconds only. Null when the text is no interval. */
export function parseIntervalText(text: string): CalendarInterval | null {
  const words = text.trim().toLowerCase().split(/\s+/);
  if (words[0] === 'interval') words.shift();
  if (words.length === 0 || words.length % 2 !== 0) return null;
  let months = 0;
  let days = 0;
  let micros = 0n;
  for (let i = 0; i < words.length; i += 2) {
    const amount = AMOUNT.exec(words[i]);
    if (amount === null) return null;
    const unit = words[i + 1].replace(/s$/, '');
    const sign = amount[1] === '-' ? -1 : 1;
    const size = Number(amount[2]);
    const fraction = amount[3] as string | undefined;
    if (fraction !== undefined && unit !== 'second') return null;
    if (unit in MONTHS) months += sign * size * MONTHS[unit];
    else if (unit in DAYS) days += sign * size * DAYS[unit];
    else if (unit in MICROS) {
      const part = BigInt((fraction ?? '').padEnd(6, '0').slice(0, 6));
      micros += BigInt(sign) * (BigInt(amount[2]) * MICROS[unit] + part);
    } else return null;
  }
  return Math.abs(months) < 2147483648 && Math.abs(days) < 2147483648 ? { months, days, micros } : null;
}

/** As Spark 2 writes it, in its largest units: `interval 1 years 2 weeks 3 hours`. */
export function intervalTextBefore3({ months, micros }: Omit<CalendarInterval, 'days'>): string {
  const words = ['interval'];
  const add = (amount: bigint, unit: string): void => {
    if (amount !== 0n) words.push(String(amount), `${unit}s`);
  };
  add(BigInt(Math.trunc(months / 12)), 'year');
  add(BigInt(months % 12), 'month');
  let rest = micros;
  for (const [unit, size] of Object.entries({ week: 7n * DAY, day: DAY, ...MICROS })) {
    add(rest / size, unit);
    rest %= size;
  }
  return words.join(' ');
}
