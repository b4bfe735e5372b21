"""Compares proto/spark/connect with the protocol inside a released PySpark client.

Every message, field, oneof, enum value and RPC of our subset must exist there with the same name, number, type and
cardinality. The client is downloaded from PyPI and only unpacked, never run; needs the `protobuf` package.

    python scripts/check_connect_protos.py [--version 4.2.0] [--archive FILE]
    python scripts/check_connect_protos.py --version 3.5.9 --older

Exit codes: 0 equal or skipped because PyPI cannot be reached (a line says so), 1 different, 2 could not compare.
"""

import argparse
import ast
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

try:
    from google.protobuf import descriptor_pb2
except ImportError:
    descriptor_pb2 = None

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = 'spark.connect'
MODULES = 'pyspark/sql/connect/proto/'
DEFAULT_VERSION = '4.2.0'
# What pip says of a known package when the index does not answer.
UNREACHABLE = '(from versions: none)'


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--version', default=DEFAULT_VERSION, help='release of pyspark-client (4.x) or pyspark (3.x)')
    parser.add_argument('--archive', type=pathlib.Path, help='a downloaded wheel or source archive instead of PyPI')
    parser.add_argument('--older', action='store_true', help='accept that the release lacks some of our names')
    arguments = parser.parse_args()
    if descriptor_pb2 is None:
        print('The protobuf package is needed: python -m pip install protobuf', file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        try:
            archive = arguments.archive or download(arguments.version, folder)
        except ConnectionError:
            print('SKIPPED: PyPI cannot be reached, the protocol was not compared')
            return 0
        if archive is None:
            return 2
        theirs = index(published_files(archive))
        ours = index(own_files(folder))
    problems = differences(ours, theirs, arguments.older)
    for problem in problems:
        print(problem)
    counts = ', '.join('%d %s' % (len(ours[kind]), kind) for kind in ours)
    print('%s: %s compared with %s' % ('DIFFERENT' if problems else 'EQUAL', counts, archive.name))
    return 1 if problems else 0


def download(version, folder):
    """The client's archive; None (and pip's words) when there is none. Raises ConnectionError when PyPI is silent."""
    # From 4.0 on there is a small package with the client alone.
    name = 'pyspark' if version.startswith('3.') else 'pyspark-client'
    command = [sys.executable, '-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', str(folder)]
    result = subprocess.run(command + ['%s==%s' % (name, version)], stderr=subprocess.PIPE, text=True)
    archives = sorted(path for path in folder.iterdir() if path.name.startswith('pyspark'))
    if archives:
        return archives[0]
    if UNREACHABLE in result.stderr:
        raise ConnectionError(result.stderr)
    print(result.stderr.strip(), file=sys.stderr)
    return None


def published_files(archive):
    """File descriptors serialized in the generated Python modules, read without importing them."""
    for name, text in archive_members(archive):
        if MODULES in name and name.endswith('_pb2.py'):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and getattr(node.func, 'attr', '') == 'AddSerializedFile':
                    descriptor = descriptor_pb2.FileDescriptorProto()
                    descriptor.ParseFromString(node.args[0].value)
                    yield descriptor


def archive_members(archive):
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                if name.endswith('_pb2.py'):
                    yield name, wheel.read(name).decode()
        return
    with tarfile.open(archive) as source:
        for member in source:
            if member.name.endswith('_pb2.py'):
                yield member.name, source.extractfile(member).read().decode()


def own_files(folder):
    output = folder / 'descriptors.binpb'
    buf = shutil.which('npx') or 'npx'
    subprocess.run([buf, 'buf', 'build', '--output', str(output)], cwd=str(REPOSITORY), check=True)
    descriptors = descriptor_pb2.FileDescriptorSet()
    descriptors.ParseFromString(output.read_bytes())
    return descriptors.file


def index(files):
    """Everything that is compared, by full name."""
    found = {'messages': {}, 'fields': {}, 'enum values': {}, 'methods': {}}
    for file in files:
        if file.package != PACKAGE:
            continue
        for message in file.message_type:
            add_message(found, PACKAGE, message)
        for enum in file.enum_type:
            add_enum(found, PACKAGE, enum)
        for service in file.service:
            for method in service.method:
                streams = (method.client_streaming, method.server_streaming)
                found['methods'][service.name + '.' + method.name] = (method.input_type, method.output_type) + streams
    return found


def add_message(found, scope, message):
    name = scope + '.' + message.name
    found['messages'][name] = 'map entry' if message.options.map_entry else 'message'
    for field in message.field:
        oneof = message.oneof_decl[field.oneof_index].name if field.HasField('oneof_index') else None
        found['fields'][name + '.' + field.name] = (
            field.number,
            descriptor_pb2.FieldDescriptorProto.Type.Name(field.type),
            field.type_name,
            descriptor_pb2.FieldDescriptorProto.Label.Name(field.label),
            presence(field, oneof),
        )
    for nested in message.nested_type:
        add_message(found, name, nested)
    for enum in message.enum_type:
        add_enum(found, name, enum)


def presence(field, oneof):
    """The oneof, or `optional` where that changes what absence means: messages can always be absent."""
    if not field.proto3_optional:
        return oneof
    return None if field.type == descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE else 'optional'


def add_enum(found, scope, enum):
    for value in enum.value:
        found['enum values'][scope + '.' + enum.name + '.' + value.name] = value.number


def differences(ours, theirs, older):
    """One line for everything of ours that is not the same there."""
    problems = []
    for kind in ours:
        for name, own in sorted(ours[kind].items()):
            published = theirs[kind].get(name)
            if published is None:
                if older:
                    continue
                problems.append('%s: not in the published protocol' % name)
            elif published != own:
                problems.append('%s: ours is %s, published is %s' % (name, own, published))
    return problems


if __name__ == '__main__':
    sys.exit(main())
