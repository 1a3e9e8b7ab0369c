"""The .pb format of pabulib.org: ``read_pb(bytes)``, ``official_rule(file)``, ``write_pb(election, outcome,
head)``.

What cannot be read raises ``BrokenFile``, with line, column and reason.
"""

from app.domain.counting.pb.official import official_rule, stated_threshold
from app.domain.counting.pb.reader import PbFile, read_pb
from app.domain.counting.pb.sections import BrokenFile
from app.domain.counting.pb.writer import PbHead, renamed_ids, write_pb

__all__ = [
    "BrokenFile",
    "PbFile",
    "PbHead",
    "official_rule",
    "read_pb",
    "renamed_ids",
    "stated_threshold",
    "write_pb",
]
