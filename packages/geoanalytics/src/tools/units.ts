/**
 * Units of parameters. Names are those of the REST interface and are compared without regard to case.
 * "Feet" and its kin are international (0.3048 m); the survey units are the ones with US in their name.
 */
const US_SURVEY_FOOT_METRES = 1200 / 3937;

/** Linear units with their length in metres. */
const LINEAR_UNITS: ReadonlyMap<string, number> = new Map([
  ['Meters', 1],
  ['Kilometers', 1000],
  ['Feet', 0.3048],
  ['FeetInt', 0.3048],
  ['FeetUS', US_SURVEY_FOOT_METRES],
  ['Yards', 0.9144],
  ['YardsInt', 0.9144],
  ['YardsUS', 3 * US_SURVEY_FOOT_METRES],
  ['Miles', 1609.344],
  ['MilesInt', 1609.344],
  ['MilesUS', 5280 * US_SURVEY_FOOT_METRES],
  ['NauticalMiles', 1852],
  ['NauticalMilesInt', 1852],
  ['NauticalMilesUS', 1853.248],
]);

/** Time units of fixed length, in microseconds; Months and Years are calendar units and have a count of months. */
export type TimeUnit =
  | { readonly name: string; readonly kind: 'fixed'; readonly micros: number }
  | { readonly name: string; readonly kind: 'calendar'; readonly months: number };

export const TIME_UNITS: ReadonlyMap<string, TimeUnit> = new Map(
  (
    [
      { name: 'Milliseconds', kind: 'fixed', micros: 1e3 },
      { name: 'Seconds', kind: 'fixed', micros: 1e6 },
      { name: 'Minutes', kind: 'fixed', micros: 60e6 },
      { name: 'Hours', kind: 'fixed', micros: 3600e6 },
      { name: 'Days', kind: 'fixed', micros: 86400e6 },
      { name: 'Weeks', kind: 'fixed', micros: 604800e6 },
      { name: 'Months', kind: 'calendar', months: 1 },
      { name: 'Years', kind: 'calendar', months: 12 },
    ] satisfies TimeUnit[]
  ).map((unit) => [unit.name, unit]),
);

export const LINEAR_UNIT_NAMES: readonly string[] = [...LINEAR_UNITS.keys()];
export const TIME_UNIT_NAMES: readonly string[] = [...TIME_UNITS.keys()];

/** Length in metres of `value` in a linear unit that validation has already accepted. */
export function toMetres(value: number, unit: string): number {
  const factor = LINEAR_UNITS.get(unit);
  if (factor === undefined) throw new RangeError(`unknown linear unit ${unit}`);
  return value * factor;
}
