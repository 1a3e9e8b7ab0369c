"""The .pb format of pabulib.org: ``read_pb(bytes)``, ``official_rule(file)``, ``write_pb``; errors are
``BrokenFile``.
"""

from app.domain.counting.pb.official import official_rule
from app.domain.counting.pb.reader import PbFile, read_pb
from app.domain.counting.pb.sections import BrokenFile

__all__ = ["BrokenFile", "PbFile", "official_rule", "read_pb"]
