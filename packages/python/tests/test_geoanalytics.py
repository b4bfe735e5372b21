import datetime
import inspect
import json
import unittest

import geoanalytics
from geoanalytics.tool import tool_function
from pyspark.sql.types import StructType
from tests.fake_gateway import FakeGateway

BUFFER = {
    'name': 'CreateBuffers',
    'function': 'create_buffers',
    'description': 'Areas around features.',
    'parameters': [
        {'name': 'inputLayer', 'type': 'layer', 'required': True, 'default': None, 'description': 'Features.'},
        {'name': 'distance', 'type': 'number', 'required': False, 'default': None, 'description': 'How far.'},
        {'name': 'method', 'type': 'string', 'required': False, 'default': 'Planar', 'choices': ['Planar', 'Geodesic'], 'description': 'How.'},
        {'name': 'dissolveFields', 'type': 'fields', 'required': False, 'default': None, 'description': ''},
        {'name': 'summaryFields', 'type': 'statistics', 'required': False, 'default': None, 'description': ''},
        {'name': 'timeStepReference', 'type': 'date', 'required': False, 'default': None, 'description': ''},
    ],
    'outputs': [{'name': 'output', 'description': 'Polygons.'}],
}
GRID = {
    'name': 'BuildMultiVariableGrid',
    'function': 'build_multi_variable_grid',
    'description': '',
    'parameters': [
        {'name': 'inputLayers', 'type': 'layers', 'required': True, 'default': None},
        {'name': 'binType', 'type': 'string', 'required': False, 'default': 'Square'},
        {'name': 'binSize', 'type': 'number', 'required': True, 'default': None},
    ],
    'outputs': [{'name': 'meanCenterLayer'}, {'name': 'ellipseLayer'}],
}


class GeoanalyticsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.gateway = FakeGateway()
        cls.gateway.schema = StructType().add('id', 'long')
        cls.df = cls.gateway.spark.range(1)
        cls.buffers = staticmethod(tool_function(BUFFER))
        cls.grid = staticmethod(tool_function(GRID))

    @classmethod
    def tearDownClass(cls):
        cls.gateway.stop()

    def sent(self):
        return json.loads(self.gateway.last['extension']['parametersJson'])

    def test_functions_have_signatures_and_documentation(self):
        signature = inspect.signature(self.buffers)
        self.assertEqual(
            list(signature.parameters)[:4], ['input_layer', 'distance', 'method', 'dissolve_fields']
        )
        self.assertEqual(signature.parameters['method'].default, 'Planar')
        self.assertIs(signature.parameters['input_layer'].default, inspect.Parameter.empty)
        self.assertIn('One of: Planar, Geodesic.', self.buffers.__doc__)

    def test_positions_and_keywords_are_the_same_call(self):
        result = self.buffers(self.df, 5, dissolve_fields='a, b')
        node = self.gateway.last['extension']
        self.assertEqual(node['@type'], 'type.googleapis.com/graticule.v1.ToolRelation')
        self.assertEqual((node['tool'], node['output']), ('CreateBuffers', 'output'))
        self.assertEqual(node['inputs'], {'inputLayer': self.df._relation})
        self.assertEqual(self.sent(), {'distance': 5, 'method': 'Planar', 'dissolveFields': ['a', 'b']})
        self.assertEqual(result.columns, ['id'])
        self.buffers(input_layer=self.df, distance=5, dissolve_fields=['a', 'b'], output_name='x', context={})
        self.assertEqual(self.sent(), {'distance': 5, 'method': 'Planar', 'dissolveFields': ['a', 'b']})

    def test_json_text_and_dates_are_accepted(self):
        statistics = [{'statisticType': 'SUM', 'onStatisticField': 'a'}]
        for given in (statistics, json.dumps(statistics)):
            self.buffers(self.df, summary_fields=given)
            self.assertEqual(self.sent()['summaryFields'], statistics)
        for given, sent in [
            (datetime.datetime(2020, 1, 1), 1577836800000),
            (datetime.date(2020, 1, 1), 1577836800000),
            (5, 5),
            ('2020-01-01', '2020-01-01'),
        ]:
            self.buffers(self.df, time_step_reference=given)
            self.assertEqual(self.sent()['timeStepReference'], sent)

    def test_wrong_calls_raise_type_errors_with_names(self):
        for call, message in [
            (lambda: self.buffers(), "missing 1 required positional argument: 'input_layer'"),
            (lambda: self.buffers(self.df, radius=3), "unexpected keyword argument 'radius'"),
            (lambda: self.buffers('layer'), r'create_buffers\(\): input_layer should be a DataFrame, found str'),
            (lambda: self.buffers(self.df, object()), r'create_buffers\(\): distance can not be'),
            (lambda: self.grid([self.df]), r"missing 1 required argument: 'bin_size'"),
        ]:
            with self.assertRaisesRegex(TypeError, message):
                call()
        with self.assertRaisesRegex(ValueError, 'summary_fields should be a list, a dict or JSON text'):
            self.buffers(self.df, summary_fields='{')

    def test_several_outputs_are_a_collection_of_one_run(self):
        result = self.grid([self.df, self.df], bin_size=2)
        first = self.gateway.last['extension']
        self.assertEqual(sorted(first['inputs']), ['inputLayers.0', 'inputLayers.1'])
        ellipse = result['ellipseLayer']
        second = self.gateway.last['extension']
        self.assertEqual((first['output'], second['output']), ('meanCenterLayer', 'ellipseLayer'))
        self.assertEqual(first['runId'], second['runId'])
        self.assertIs(result.ellipseLayer, ellipse)
        self.assertEqual(list(result), ['meanCenterLayer', 'ellipseLayer'])
        with self.assertRaisesRegex(KeyError, 'nope; outputs are meanCenterLayer, ellipseLayer'):
            result['nope']

    def test_a_collection_stands_for_its_first_output(self):
        result = self.grid([self.df], bin_size=2)
        self.assertEqual(result.columns, ['id'])
        result.filter('id > 1')
        self.assertEqual(self.gateway.last['filter']['input'], result['meanCenterLayer']._relation)
        self.buffers(result)
        self.assertEqual(self.gateway.last['extension']['inputs']['inputLayer'], result['meanCenterLayer']._relation)

    def test_the_module_has_the_tools_of_the_definitions(self):
        self.assertIn('aggregate_points', dir(geoanalytics))
        parameters = list(inspect.signature(geoanalytics.aggregate_points).parameters)
        self.assertEqual(parameters[:4], ['point_layer', 'bin_type', 'bin_size', 'bin_size_unit'])
        with self.assertRaisesRegex(AttributeError, "geoanalytics has no tool 'no_such_tool'. Tools: .*aggregate_points"):
            geoanalytics.no_such_tool
