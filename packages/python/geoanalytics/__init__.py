"""The geoanalytics tools, one function each, made from the tool definitions when they are first asked for."""

import json
import os
import sys
import types

_DEFINITIONS_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'definitions.json')


class _Tools(types.ModuleType):
    """The module itself: functions appear on first use, so that a script pays for what it calls only."""

    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        definition = _definitions().get(name)
        if definition is None:
            raise AttributeError(
                "geoanalytics has no tool '%s'. Tools: %s" % (name, ', '.join(sorted(_definitions())) or 'none')
            )
        from geoanalytics.tool import tool_function

        function = tool_function(definition)
        setattr(self, name, function)
        return function

    def __dir__(self):
        return sorted(_definitions())

    @property
    def __all__(self):
        return sorted(_definitions())


_loaded = None


def _definitions():
    """Definitions by function name."""
    global _loaded
    if _loaded is None:
        try:
            with open(_DEFINITIONS_FILE, encoding='utf-8') as file:
                tools = json.load(file)['tools']
        except FileNotFoundError:
            raise RuntimeError('%s is missing: `npm run build` writes it' % _DEFINITIONS_FILE)
        _loaded = {tool['function']: tool for tool in tools}
    return _loaded


sys.modules[__name__].__class__ = _Tools
