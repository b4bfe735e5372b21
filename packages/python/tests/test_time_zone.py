import datetime
import unittest

from graticule.time_zone import zone

WINTER = 1577836800000000  # 2020-01-01T00:00:00Z
SUMMER = 1593561600000000  # 2020-07-01T00:00:00Z


class TimeZoneTest(unittest.TestCase):
    def check(self, name, micros, local):
        self.assertEqual(zone(name).from_micros(micros), local)
        self.assertEqual(zone(name).to_micros(local), micros)

    def test_utc(self):
        self.check('UTC', WINTER, datetime.datetime(2020, 1, 1))
        self.check('UTC', -1, datetime.datetime(1969, 12, 31, 23, 59, 59, 999999))
        self.check('UTC', -62135596800000000, datetime.datetime(1, 1, 1))

    def test_offsets(self):
        self.check('+02:00', WINTER, datetime.datetime(2020, 1, 1, 2))
        self.check('GMT-3', WINTER, datetime.datetime(2019, 12, 31, 21))

    def test_regions_follow_their_summer_time(self):
        try:
            zone('Europe/Zurich')
        except ValueError as error:
            self.skipTest(str(error))
        self.check('Europe/Zurich', WINTER, datetime.datetime(2020, 1, 1, 1))
        self.check('Europe/Zurich', SUMMER, datetime.datetime(2020, 7, 1, 2))

    def test_unknown_zones_are_named(self):
        with self.assertRaisesRegex(ValueError, "time zone 'Mars/Olympus' is not known"):
            zone('Mars/Olympus')
