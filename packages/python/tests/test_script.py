import sys
import unittest

from graticule import script


class ScriptTest(unittest.TestCase):
    def setUp(self):
        self.main = sys.modules['__main__']
        self.argv = sys.argv

    def tearDown(self):
        sys.modules['__main__'] = self.main
        sys.argv = self.argv

    def test_functions_see_the_globals(self):
        seen = []
        text = 'def work():\n    seen.append(user_variables["n"])\nif __name__ == "__main__":\n    work()'
        self.assertEqual(script.run(text, {'seen': seen, 'user_variables': {'n': 3}}), ('SUCCEEDED', 0, ''))
        self.assertEqual(seen, [3])

    def test_the_traceback_has_the_lines_of_the_script(self):
        outcome, code, error = script.run('def work():\n    return 1 / 0\n\nwork()', {})
        lines = [line for line in error.split('\n') if not set(line) <= set(' ~^')]
        self.assertEqual((outcome, code), ('RAISED', 1))
        self.assertEqual(
            lines,
            [
                'Traceback (most recent call last):',
                '  File "<script>", line 4, in <module>',
                '    work()',
                '  File "<script>", line 2, in work',
                '    return 1 / 0',
                'ZeroDivisionError: division by zero',
            ],
        )

    def test_frames_of_libraries_stay_and_ours_go(self):
        error = script.run('import json\njson.loads("{")', {})[2]
        self.assertIn('decoder.py', error)
        error = script.run('from pyspark.sql import functions as f\nf.upper(1)', {})[2]
        self.assertIn('line 2, in <module>', error)
        self.assertNotIn('pyspark', error.split('TypeError')[0].replace('from pyspark.sql', ''))

    def test_a_missing_package_that_set_up_installs_is_told(self):
        error = script.run('raise ImportError("No module named pandas", name="pandas")', {})[2]
        self.assertTrue(error.endswith('No module named pandas\n`npm run setup:python` installs pandas'), error)
        error = script.run('import no_such_package', {})[2]
        self.assertNotIn('setup:python', error)

    def test_causes_are_told(self):
        error = script.run('try:\n    {}["a"]\nexcept KeyError as e:\n    raise ValueError("no a") from e', {})[2]
        self.assertIn("KeyError: 'a'\n\nThe above exception was the direct cause", error)
        self.assertTrue(error.endswith('ValueError: no a'))

    def test_syntax_errors_name_line_and_column(self):
        seen = []
        outcome, code, error = script.run('seen.append(1)\nx = (1,\ny = = 2\n', {'seen': seen})
        self.assertEqual((outcome, seen), ('RAISED', []))
        self.assertRegex(error, r'^SyntaxError at line \d, column \d+ of the script: ')
        error = script.run('if True:\nprint(1)', {})[2]
        self.assertRegex(error, r'^IndentationError at line 2, column \d+ of the script: expected an indented block')

    def test_exits(self):
        for text, expected in [
            ('raise SystemExit', ('SUCCEEDED', 0, '')),
            ('import sys; sys.exit(0)', ('SUCCEEDED', 0, '')),
            ('import sys; sys.exit(2)', ('RAISED', 2, 'the script ended with sys.exit(2)')),
            ('import sys; sys.exit("no data")', ('RAISED', 1, 'no data')),
        ]:
            self.assertEqual(script.run(text, {}), expected)

    def test_an_interrupt_is_an_end_like_others(self):
        self.assertEqual(script.run('raise KeyboardInterrupt', {})[0], 'RAISED')
