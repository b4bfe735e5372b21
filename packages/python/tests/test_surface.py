import json
import os
import subprocess
import sys
import unittest

from tests.surface_differences import FROM_2, FROM_3

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ORACLE = os.path.join(FOLDER, '..', '..', 'bench', 'oracles', 'pyspark', 'surface')


def real(release):
    """The surface of real PySpark."""
    with open(os.path.join(ORACLE, release + '.json')) as source:
        return json.load(source)


def ours(version):
    """The surface of this package, as a script meets it that asks for a Spark version."""
    environment = dict(os.environ, PYTHONPATH=FOLDER, GRATICULE_SPARK_VERSION=version)
    command = [sys.executable, os.path.join(ORACLE, 'surface.py'), '-']
    return json.loads(subprocess.check_output(command, env=environment).decode('utf-8'))


def differences(expected, found, fits):
    """What `expected` has and `found` has not, or has in another form, by dotted path."""
    different = {}
    for module, surface in expected.items():
        known = found.get(module)
        if known is None:
            different[module] = 'missing'
            continue
        compare(module, surface['functions'], known['functions'], fits, different)
        for name, cls in surface['classes'].items():
            path = '%s.%s' % (module, name)
            if name not in known['classes']:
                different[path] = 'missing'
                continue
            compare(path, cls['members'], known['classes'][name]['members'], fits, different)
            bases = known['classes'][name].get('bases', [])
            if not set(cls.get('bases', [])) <= set(bases):
                different[path] = 'bases %s, not %s' % (bases, cls['bases'])
        missing = set(surface.get('exports', ())) - set(known.get('exports', ()))
        more = set(known.get('exports', ())) - set(surface.get('exports', ()))
        different.update(('%s import *: %s' % (module, name), 'not exported') for name in missing)
        different.update(('%s import *: %s' % (module, name), 'exported') for name in more)
    return different


def compare(path, expected, found, fits, different):
    for name, wanted in expected.items():
        if name not in found:
            different['%s.%s' % (path, name)] = 'missing'
        elif not fits(wanted, found[name]):
            different['%s.%s' % (path, name)] = '(%s), not (%s)' % (found[name], wanted)


def takes_the_calls_of(wanted, found):
    """Whether every call that fits the parameters `wanted` fits those of `found` too, and means the same."""
    if wanted == found:
        return True
    given, taken = wanted.split(', '), found.split(', ')
    star = next((index for index, text in enumerate(taken) if text.startswith('*')), len(taken))
    for position, parameter in enumerate(given):
        if parameter.startswith('*') or '=' in parameter:
            if parameter not in taken:
                return False
        elif position >= star or taken[position].partition('=')[0] != parameter:
            return False
    return all('=' in text or text.startswith('*') for text in taken[len(given) :])


class SurfaceTest(unittest.TestCase):
    """The lists of differences may only shrink: what is not in them has to be the same, and what is the same goes."""

    maxDiff = None

    def check(self, found, listed):
        self.assertEqual({path: found[path] for path in found if path not in listed}, {}, 'differences that are not listed')
        self.assertEqual(sorted(path for path in listed if path not in found), [], 'listed, but not different any more')

    def test_what_is_public_in_pyspark_3_3_is_here(self):
        self.check(differences(real('3.3'), ours('3.3.0'), lambda wanted, found: wanted == found), FROM_3)

    def test_what_is_public_in_pyspark_2_is_here(self):
        found = {}
        for release in ('2.2', '2.3', '2.4'):
            for path, difference in differences(real(release), ours(release + '.0'), takes_the_calls_of).items():
                found.setdefault(path, '%s: %s' % (release, difference))
        self.check(found, FROM_2)
