"""Standard output and standard error of a script in one stream, in the order they were written.

Two pipes would lose the order between them. So standard error goes through the pipe of standard output too, in frames
`<mark>text<mark>` where the mark is a word the executor made up for this driver (GRATICULE_ERROR_MARK).
"""

import io
import sys


class MarkedError(io.TextIOBase):
    """Standard error written into standard output between marks."""

    def __init__(self, target, mark):
        self._target = target
        self._mark = mark

    encoding = 'utf-8'
    errors = 'backslashreplace'

    def writable(self):
        return True

    def isatty(self):
        return False

    def fileno(self):
        """The real standard error, for programs started by the script."""
        return 2

    def write(self, text):
        if text:
            self._target.write(self._mark + text + self._mark)
            self._target.flush()
        return len(text)

    def flush(self):
        self._target.flush()


def install(mark):
    """Makes output UTF-8 and line buffered on every platform; `mark` None leaves standard error alone."""
    sys.stdout = _utf8(sys.stdout)
    sys.stderr = MarkedError(sys.stdout, mark) if mark else _utf8(sys.stderr)


def _utf8(stream):
    buffer = stream.detach()
    # With -u the buffer is the raw file: without a buffer one print would be several writes.
    if isinstance(buffer, io.RawIOBase):
        buffer = io.BufferedWriter(buffer)
    return io.TextIOWrapper(buffer, encoding='utf-8', errors='backslashreplace', newline='\n', line_buffering=True)
